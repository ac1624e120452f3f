//! What the categories of services are called that the checklist names by code.

use std::borrow::Cow;

use super::Texts;

impl Texts {
    /// The name of a category of services; `None` for codes that are no service to go to.
    pub fn service(&self, code: &str) -> Option<Cow<'_, str>> {
        let known = SERVICES.iter().find(|(known, _)| *known == code);
        known.map(|(_, key)| self.get(key))
    }
}

/// Codes of the checklist (`docs/domain.md`, services) and the keys of their names.
const SERVICES: &[(&str, &str)] = &[
    ("AA", "service-aa"),
    ("ABH", "service-abh"),
    ("ADB", "service-adb"),
    ("ARZT", "service-arzt"),
    ("BAMF", "service-bamf"),
    ("BB", "service-bb"),
    ("BRA", "service-bra"),
    ("EHR", "service-ehr"),
    ("EUTB", "service-eutb"),
    ("FAMK", "service-famk"),
    ("FLB", "service-flb"),
    ("FRAU", "service-frau"),
    ("GA", "service-ga"),
    ("GOLD", "service-gold"),
    ("HEB", "service-heb"),
    ("JA", "service-ja"),
    ("JC", "service-jc"),
    ("JMD", "service-jmd"),
    ("KI-DOL", "service-ki-dol"),
    ("KI-SEIT", "service-ki-seit"),
    ("KIM", "service-kim"),
    ("KITA", "service-kita"),
    ("KK", "service-kk"),
    ("MBE", "service-mbe"),
    ("MV", "service-mv"),
    ("NOT", "service-not"),
    ("PFLEGE", "service-pflege"),
    ("POL", "service-pol"),
    ("PSZ", "service-psz"),
    ("RA", "service-ra"),
    ("RKB", "service-rkb"),
    ("SCHULD", "service-schuld"),
    ("SCHULE", "service-schule"),
    ("SCHWA", "service-schwa"),
    ("SOZ", "service-soz"),
    ("SPDI", "service-spdi"),
    ("SPORT", "service-sport"),
    ("SPR", "service-spr"),
    ("STA", "service-sta"),
    ("SUCHT", "service-sucht"),
    ("VZ", "service-vz"),
    ("WOH", "service-woh"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::checklist::items;
    use crate::text::Lang;

    #[test]
    fn every_service_of_the_checklist_has_a_name() {
        let texts = Texts::new(Lang::De);
        for code in items().iter().flat_map(|item| &item.services) {
            assert!(texts.service(code).is_some(), "{code}");
        }
    }
}
