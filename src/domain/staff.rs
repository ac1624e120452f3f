//! Staff, their roles, their posts and who stands in for whom.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::area::Fte;
use super::ids::{AreaId, StaffId};

/// A member of staff. Known by the Unix user the socket names: uid and name must both match.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staff {
    /// Its id.
    pub id: StaffId,
    /// Unix user id.
    pub uid: u32,
    /// Unix user name.
    pub user: String,
    /// Display name, such as "Anna Weber".
    pub name: String,
    /// Roles; one person may have several.
    pub roles: Vec<Role>,
    /// Shares of posts in areas, dated.
    pub posts: Vec<Post>,
    /// Who may stand in for this person, dated.
    pub deputies: Vec<Deputy>,
    /// First day.
    pub from: NaiveDate,
    /// Last day, open while employed.
    pub until: Option<NaiveDate>,
    /// Own language of the screen, `de` or `en`, where set.
    pub lang: Option<String>,
}

/// What somebody is allowed, by the access table of the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Role {
    /// Social worker (Fachkraft): her own cases and areas.
    Worker,
    /// Coordinator: everything but restricted records.
    Coordinator,
    /// Data protection officer: the log, nothing else.
    DataProtection,
    /// Technical administrator: no content.
    Admin,
}

impl Role {
    /// Code and value, in the order shown.
    pub const CODES: [(&str, Self); 4] = [
        ("worker", Self::Worker),
        ("coordinator", Self::Coordinator),
        ("dpo", Self::DataProtection),
        ("admin", Self::Admin),
    ];
}

/// A dated share of a post in an area.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// The area.
    pub area: AreaId,
    /// The share.
    pub fte: Fte,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub until: Option<NaiveDate>,
}

/// A dated deputyship (Vertretung): cases stay with their owner, access ends by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deputy {
    /// Who stands in.
    pub deputy: StaffId,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub until: NaiveDate,
    /// Who granted it: the owner herself or a coordinator.
    pub granted_by: StaffId,
}

impl Staff {
    /// Employed on `day`.
    pub fn active_on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|u| day <= u)
    }

    /// Has the role.
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Areas of the posts held on `day`.
    pub fn areas_on(&self, day: NaiveDate) -> impl Iterator<Item = (AreaId, Fte)> {
        let held = move |p: &&Post| p.from <= day && p.until.is_none_or(|u| day <= u);
        self.posts.iter().filter(held).map(|p| (p.area, p.fte))
    }

    /// Whether `other` stands in for this person on `day`.
    pub fn has_deputy(&self, other: StaffId, day: NaiveDate) -> bool {
        self.deputies.iter().any(|d| d.deputy == other && d.from <= day && day <= d.until)
    }

    /// Whether `other` stands in for this person on `day` or on a later one.
    pub fn will_have_deputy(&self, other: StaffId, day: NaiveDate) -> bool {
        self.deputies.iter().any(|d| d.deputy == other && day <= d.until)
    }
}
