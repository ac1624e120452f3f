//! Where a household lives, as fields of a form.

use crate::domain::clean;
use crate::domain::ids::SiteId;
use crate::domain::site::{Home, SiteKind};
use crate::tui::ctx::Ctx;
use crate::tui::screens::form::{Field, Form, Word};

/// The fields: the home, and what belongs to each kind of home.
pub fn fields(ctx: &Ctx) -> Vec<Field> {
    let sites = ctx.lists.sites.iter();
    let mut homes: Vec<_> =
        sites.map(|site| (format!("site:{}", site.id.0), Word::Said(site.name.clone()))).collect();
    homes.extend([
        ("own".to_owned(), Word::Text("register-home-own")),
        ("shelter".to_owned(), Word::Text("register-home-new-shelter")),
        ("flat".to_owned(), Word::Text("register-home-new-flat")),
    ]);
    vec![
        Field::perhaps("home", "field-place", homes, ""),
        Field::line("site", "register-site", "").needed().hint("register-site-hint"),
        Field::line("room", "register-room", ""),
        Field::line("address", "register-address", "").needed(),
    ]
}

/// Shows what belongs to the kind of home that is chosen.
pub fn arrange(form: &mut Form) {
    let home = form.text("home");
    let own = home == "own";
    form.show("site", matches!(home.as_str(), "shelter" | "flat"));
    form.show("room", !own && !home.is_empty());
    form.show("address", own);
}

/// The home, as the form says.
pub fn of(form: &Form) -> Option<Home> {
    let line = |name| clean::line(&form.text(name));
    let (home, room) = (form.text("home"), line("room"));
    let kind = match home.as_str() {
        "" => return None,
        "own" => return Some(Home::OwnFlat { address: line("address") }),
        "shelter" => SiteKind::Shelter,
        "flat" => SiteKind::MunicipalFlat,
        known => {
            let site = known.strip_prefix("site:")?.parse().ok().map(SiteId)?;
            return Some(Home::Site { site, room });
        }
    };
    Some(Home::NewSite { name: line("site"), kind, room })
}
