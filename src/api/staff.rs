//! Staff, deputies and areas.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::area::Fte;
use crate::domain::ids::StaffId;
use crate::domain::staff::Role;

/// Adds a member of staff, or gives one that exists more roles and posts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Add {
    /// Unix user id.
    pub uid: u32,
    /// Unix user name.
    pub user: String,
    /// Display name.
    pub name: String,
    /// Roles.
    pub roles: Vec<Role>,
    /// Shares of posts by area name; an area that does not exist is made.
    pub posts: Vec<(String, Fte)>,
    /// First day.
    pub from: NaiveDate,
    /// Language of the screen, `de` or `en`, where set.
    pub lang: Option<String>,
}

/// Ends the employment of a member of staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// Unix user name.
    pub user: String,
    /// Last day.
    pub until: NaiveDate,
}

/// Grants a dated deputyship. A worker grants it for her own cases, a coordinator for anybody's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Whose cases.
    pub owner: StaffId,
    /// Who stands in.
    pub deputy: StaffId,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub until: NaiveDate,
}

/// Adds an area.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddArea {
    /// Its name.
    pub name: String,
    /// First day.
    pub from: NaiveDate,
}
