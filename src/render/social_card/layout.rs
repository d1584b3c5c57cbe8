//! Where the texts of a card stand, and how large: a title takes the largest size at which it fits.

use super::canvas::{Canvas, Ink};
use super::typeface::{Style, Typeface};
use super::{SocialCard, WIDTH};

/// Free at both sides.
const MARGIN: u32 = 80;
/// Width of the texts.
const MEASURE: f32 = (WIDTH - 2 * MARGIN) as f32;
const LEFT: f32 = MARGIN as f32;
/// The coloured band at the top.
const BAND: u32 = 14;
const KICKER_BASELINE: f32 = 118.0;
/// The title's part of the card: where it begins, and its height.
const TITLE_TOP: f32 = 148.0;
const TITLE_HEIGHT: f32 = 350.0;
/// The line above the site's name.
const RULE: u32 = 528;
const FOOT_BASELINE: f32 = 584.0;
/// Sizes of titles, the largest first; the smallest holds some 400 letters.
const SIZES: [f32; 9] = [84.0, 76.0, 70.0, 64.0, 58.0, 53.0, 48.0, 44.0, 40.0];
/// From baseline to baseline, in em.
const LEADING: f32 = 1.14;
/// Letters of a text that are looked at; more never fit.
const LETTERS: usize = 800;

const NAME: Style = Style { size: 36.0, spacing: 0.0, ink: Ink::Text };
const DATE: Style = Style { size: 27.0, spacing: 0.0, ink: Ink::Soft };
const KICKER: Style = Style { size: 28.0, spacing: 0.07, ink: Ink::Accent };

/// Draws `card`.
pub(super) fn draw(card: &SocialCard<'_>, headline: &Typeface<'_>, plain: &Typeface<'_>) -> Canvas {
    let mut canvas = Canvas::new();
    canvas.fill(0, 0..BAND, WIDTH, Ink::Accent);
    canvas.fill(MARGIN, RULE..RULE + 2, WIDTH - 2 * MARGIN, Ink::Soft);
    if let Some(kicker) = &card.kicker {
        let kicker = shortened(plain, known(plain, &kicker.to_uppercase()), KICKER, MEASURE);
        plain.draw(&mut canvas, &kicker, KICKER, LEFT, KICKER_BASELINE);
    }
    let (size, lines) = title(headline, &known(headline, card.title));
    let style = Style { size, spacing: 0.0, ink: Ink::Text };
    let mut baseline = TITLE_TOP + size * 0.95;
    for line in lines {
        headline.draw(&mut canvas, &line, style, LEFT, baseline);
        baseline += size * LEADING;
    }
    let mut room = MEASURE;
    if let Some(date) = &card.date {
        let date = shortened(plain, known(plain, date), DATE, MEASURE * 0.6);
        let width = plain.width(&date, DATE.spacing) * DATE.size;
        plain.draw(&mut canvas, &date, DATE, LEFT + MEASURE - width, FOOT_BASELINE);
        room -= width + DATE.size;
    }
    let name = shortened(headline, known(headline, card.name), NAME, room);
    headline.draw(&mut canvas, &name, NAME, LEFT, FOOT_BASELINE);
    canvas
}

fn known(face: &Typeface<'_>, text: &str) -> String {
    let end = text.char_indices().nth(LETTERS).map_or(text.len(), |(at, _)| at);
    face.known(&text[..end])
}

/// The size of a title and its lines.
fn title(face: &Typeface<'_>, text: &str) -> (f32, Vec<String>) {
    let words: Vec<(&str, f32)> =
        text.split(' ').filter(|word| !word.is_empty()).map(|word| (word, face.width(word, 0.0))).collect();
    let blank = face.width(" ", 0.0);
    for size in SIZES {
        if let Some(lines) = lines(&words, blank, MEASURE / size).filter(|lines| lines.len() <= room(size)) {
            return (size, lines);
        }
    }
    let size = SIZES[SIZES.len() - 1];
    let mut pieces = Vec::new();
    for (word, width) in words {
        broken(face, word, width, MEASURE / size, &mut pieces);
    }
    let mut all = lines(&pieces, blank, MEASURE / size).unwrap_or_default();
    if all.len() > room(size) {
        all.truncate(room(size));
        let style = Style { size, spacing: 0.0, ink: Ink::Text };
        if let Some(last) = all.last_mut() {
            *last = shortened(face, format!("{last}…"), style, MEASURE);
        }
    }
    (size, all)
}

/// Lines of that size.
fn room(size: f32) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 3 and 8")]
    let lines = ((TITLE_HEIGHT / size - 1.0) / LEADING + 1.0) as usize;
    lines
}

/// Fills lines with words; none where a word is wider than a line. Widths are in em.
fn lines(words: &[(&str, f32)], blank: f32, measure: f32) -> Option<Vec<String>> {
    let (mut lines, mut filled): (Vec<String>, f32) = (Vec::new(), 0.0);
    for (word, width) in words {
        if *width > measure {
            return None;
        }
        match lines.last_mut().filter(|_| filled + blank + width <= measure) {
            Some(line) => {
                line.push(' ');
                line.push_str(word);
                filled += blank + width;
            }
            None => {
                lines.push((*word).to_owned());
                filled = *width;
            }
        }
    }
    Some(lines)
}

/// A word that is wider than a line, in pieces that are not.
fn broken<'t>(
    face: &Typeface<'_>,
    word: &'t str,
    width: f32,
    measure: f32,
    pieces: &mut Vec<(&'t str, f32)>,
) {
    if width <= measure {
        pieces.push((word, width));
        return;
    }
    let (mut from, mut filled) = (0, 0.0);
    for (at, c) in word.char_indices() {
        let letter = face.width(c.encode_utf8(&mut [0; 4]), 0.0);
        if filled + letter > measure && at > from {
            pieces.push((&word[from..at], face.width(&word[from..at], 0.0).min(measure)));
            (from, filled) = (at, 0.0);
        }
        filled += letter;
    }
    pieces.push((&word[from..], face.width(&word[from..], 0.0).min(measure)));
}

/// `text`, cut and ended with `…` where it is wider than `measure` pixels.
fn shortened(face: &Typeface<'_>, text: String, style: Style, measure: f32) -> String {
    let fits = |text: &str| face.width(text, style.spacing) * style.size <= measure;
    if fits(&text) {
        return text;
    }
    let mut cut = text;
    while cut.pop().is_some() {
        let shown = format!("{}…", cut.trim_end_matches([' ', '…', ',', '.', ';', ':']));
        if fits(&shown) {
            return shown;
        }
    }
    cut
}
