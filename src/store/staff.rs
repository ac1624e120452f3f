//! Staff: added, ended, deputies granted.

use chrono::NaiveDate;

use super::areas;
use super::change::{Change, Outcome};
use super::engine::Span;
use super::error::StoreError;
use super::read::Read;
use super::records::tree;
use crate::domain::area::Fte;
use crate::domain::field::{AnyField, FieldError, line};
use crate::domain::ids::StaffId;
use crate::domain::staff::{Deputy, Post, Role, Staff};

/// Longest name, in characters.
const NAME_MAX: usize = 80;

/// A new member of staff, or more for one who is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hire {
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

/// A member of staff.
pub fn get(from: &impl Read, id: StaffId) -> Result<Staff, StoreError> {
    from.by_id(id.0)
}

/// Everybody, those who left too.
pub fn all(from: &impl Read) -> Result<Vec<Staff>, StoreError> {
    from.list(Span::all(tree::STAFF), usize::MAX)
}

/// Adds a member of staff, or gives one that exists more roles and posts. Uid and user name belong
/// together: one of them with another partner is refused.
pub fn add(change: &mut Change<'_, '_>, hire: &Hire) -> Result<Outcome, StoreError> {
    let present = all(change)?.into_iter().find(|s| s.uid == hire.uid || s.user == hire.user);
    let mut member = match present {
        Some(s) if s.uid == hire.uid && s.user == hire.user => s,
        Some(other) => return Err(StoreError::Taken(other.user)),
        None => Staff {
            id: StaffId(change.new_id()?),
            uid: hire.uid,
            user: hire.user.clone(),
            name: String::new(),
            roles: vec![],
            posts: vec![],
            deputies: vec![],
            from: hire.from,
            until: None,
            lang: None,
        },
    };
    let refused = |error| StoreError::field(AnyField::Name, error);
    member.name = line(&hire.name, NAME_MAX).map_err(refused)?;
    if member.name.is_empty() || member.user.is_empty() {
        return Err(refused(FieldError::Missing));
    }
    for role in &hire.roles {
        if !member.is(*role) {
            member.roles.push(*role);
        }
    }
    for (area, fte) in &hire.posts {
        let area = areas::named(change, area, hire.from)?;
        end_post(&mut member, area, hire.from);
        member.posts.push(Post { area, fte: *fte, from: hire.from, until: None });
    }
    // who was ended and comes back is employed again
    member.until = None;
    member.lang = hire.lang.clone().or(member.lang);
    change.put(&member)?;
    Ok(Outcome::alone(member.id.0).fields(["Roles", "Posts"]))
}

/// A new share of a post replaces the one in the same area.
fn end_post(member: &mut Staff, area: crate::domain::ids::AreaId, from: NaiveDate) {
    member.posts.retain(|p| p.area != area || p.from < from);
    for post in member.posts.iter_mut().filter(|p| p.area == area && p.until.is_none()) {
        post.until = from.pred_opt();
    }
}

/// Ends the employment of a member of staff on `until`, the last day.
pub fn end(
    change: &mut Change<'_, '_>,
    user: &str,
    until: NaiveDate,
) -> Result<Outcome, StoreError> {
    let member = all(change)?.into_iter().find(|s| s.user == user).ok_or(StoreError::NotFound)?;
    let member = Staff { until: Some(until), ..member };
    change.put(&member)?;
    Ok(Outcome::alone(member.id.0).fields(["Until"]))
}

/// Grants a dated deputyship. Whether the author may is the server's business.
pub fn grant(
    change: &mut Change<'_, '_>,
    owner: StaffId,
    deputy: StaffId,
    from: NaiveDate,
    until: NaiveDate,
) -> Result<Outcome, StoreError> {
    if owner == deputy {
        return Err(StoreError::field(AnyField::Name, FieldError::NotAChoice));
    }
    if until < from {
        return Err(StoreError::field(AnyField::When, FieldError::NotAChoice));
    }
    get(change, deputy)?;
    let mut member = get(change, owner)?;
    let granted_by = change.author().staff;
    member.deputies.push(Deputy { deputy, from, until, granted_by });
    change.put(&member)?;
    Ok(Outcome { subjects: vec![owner.0, deputy.0], ..Outcome::alone(owner.0) }.fields(["Deputy"]))
}
