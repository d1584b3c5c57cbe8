//! Pages of a list: how many there are, and which items stand on one.

use std::ops::Range;

/// Pages that `items` fill at `per_page`; an empty list has one empty page.
#[must_use]
pub fn page_count(items: usize, per_page: usize) -> u32 {
    u32::try_from(items.div_ceil(per_page.max(1)).max(1)).unwrap_or(u32::MAX)
}

/// Positions of the items on page `number`, which counts from 1.
#[must_use]
pub fn range(items: usize, per_page: usize, number: u32) -> Range<usize> {
    let start = (number.saturating_sub(1) as usize).saturating_mul(per_page).min(items);
    start..start.saturating_add(per_page).min(items)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_cover_every_item_once() {
        for items in 0..50 {
            let pages = page_count(items, 7);
            let covered: Vec<usize> = (1..=pages).flat_map(|n| range(items, 7, n)).collect();
            assert_eq!(covered, (0..items).collect::<Vec<_>>());
        }
        assert_eq!(page_count(0, 7), 1);
    }
}
