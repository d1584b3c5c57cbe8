//! The language of a text: its tag as a source says it, or as its words tell.
//!
//! Only languages that news of this kind comes in have a short tag here; others stay unknown rather
//! than wrong.

use whatlang::Lang;

use super::item::Told;

/// Bytes of a text that are looked at.
const LOOKED_AT: usize = 4_000;

/// The tag that a source gives, such as `es_MX`, as BCP 47 writes it; `None` where it is none.
#[must_use]
pub(crate) fn tag(text: &str) -> Option<String> {
    let text = text.trim().replace('_', "-");
    let text = text.split('.').next().unwrap_or_default();
    let mut parts = text.split('-');
    let primary = parts.next().unwrap_or_default().to_ascii_lowercase();
    if !matches!(primary.len(), 2 | 3) || !primary.bytes().all(|b| b.is_ascii_lowercase()) {
        return None;
    }
    let region = parts.find(|part| part.len() == 2 && part.bytes().all(|b| b.is_ascii_alphabetic()));
    Some(
        region.map_or_else(|| primary.clone(), |region| format!("{primary}-{}", region.to_ascii_uppercase())),
    )
}

/// The language that the words of a text tell, where they do so with certainty.
#[must_use]
pub(crate) fn of_text(text: &str) -> Option<Told> {
    let mut end = text.len().min(LOOKED_AT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let info = whatlang::detect(&text[..end])?;
    let tag = match info.lang() {
        Lang::Eng => "en",
        Lang::Spa => "es",
        Lang::Por => "pt",
        Lang::Fra => "fr",
        Lang::Deu => "de",
        Lang::Ita => "it",
        Lang::Cat => "ca",
        Lang::Nld => "nl",
        Lang::Rus => "ru",
        Lang::Cmn => "zh",
        Lang::Jpn => "ja",
        Lang::Kor => "ko",
        Lang::Ara => "ar",
        _ => return None,
    };
    info.is_reliable().then(|| Told::doubtful(tag, "as its words tell"))
}

/// The first part of a tag: `es` of `es-MX`.
#[must_use]
pub(crate) fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_written_as_bcp_47_does() {
        for (given, expected) in [
            ("es_MX", Some("es-MX")),
            ("EN", Some("en")),
            ("en-US.UTF-8", Some("en-US")),
            ("", None),
            ("english", None),
        ] {
            assert_eq!(tag(given).as_deref(), expected, "{given}");
        }
    }

    #[test]
    fn words_tell_the_language() {
        let tag_of = |text: &str| of_text(text).map(|told| told.text);
        let spanish = "El gobierno anunció este lunes que las dos delegaciones se reunirán en la capital para hablar \
                       del agua del río y de los aranceles que se aplican desde el mes pasado.";
        assert_eq!(tag_of(spanish).as_deref(), Some("es"));
        assert_eq!(tag_of(""), None);
    }
}
