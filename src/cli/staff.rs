//! `aid staff`: who works here, as what, from when to when.

use std::fs;
use std::process::{Command as Program, Stdio};
use std::sync::Arc;

use chrono::NaiveDate;

use super::log::{past_day, wrong_value};
use super::shell::Shell;
use super::table::Rows;
use crate::api::{Reply, Request, staff};
use crate::domain::area::Fte;
use crate::domain::dates;
use crate::domain::field::{choice, code};
use crate::domain::staff::{Role, Staff};
use crate::problem::{Kind, Problem};
use crate::text::{Lang, Texts};

/// What to do with the list of staff.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Adds somebody, or gives somebody more roles and posts.
    Add(Box<Add>),
    /// Lists everybody.
    List(List),
    /// Ends somebody's employment.
    End(End),
}

/// Part of the parser.
#[derive(Debug, clap::Args)]
pub struct Add {
    /// Unix user name.
    #[arg(value_name = "USER")]
    user: String,
    /// Display name.
    #[arg(long, value_name = "NAME")]
    name: String,
    /// Role; may be given several times.
    #[arg(long, value_name = "ROLE", required = true, value_parser = role)]
    role: Vec<Role>,
    /// Area and share of a post, `Nord=0,5`; may be given several times.
    #[arg(long, value_name = "POST")]
    area: Vec<String>,
    /// First day, today when missing.
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// Language of the screen. Named apart from `--lang`, which is that of this call.
    #[arg(long, value_name = "LANG", value_parser = language)]
    screen: Option<Lang>,
    /// Unix user id, where this machine does not know the user.
    #[arg(long, value_name = "UID")]
    uid: Option<u32>,
}

/// Part of the parser.
#[derive(Debug, clap::Args)]
pub struct List {
    /// One JSON document.
    #[arg(long)]
    json: bool,
}

/// Part of the parser.
#[derive(Debug, clap::Args)]
pub struct End {
    /// Unix user name.
    #[arg(value_name = "USER")]
    user: String,
    /// Last day, today when missing.
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
}

/// clap words the error by itself; only that there is one counts.
fn role(name: &str) -> Result<Role, std::fmt::Error> {
    choice(&Role::CODES, name).map_err(|_| std::fmt::Error)
}

fn language(name: &str) -> Result<Lang, crate::text::UnknownLang> {
    name.parse()
}

/// Changes or prints the list.
pub fn run(command: Command, shell: &mut Shell) -> Result<(), Problem> {
    match command {
        Command::Add(args) => add(*args, shell),
        Command::List(args) => list(&args, shell),
        Command::End(args) => end(args, shell),
    }
}

fn add(args: Add, shell: &mut Shell) -> Result<(), Problem> {
    let texts = &shell.texts;
    let Some(uid) = args.uid.or_else(|| uid_of(&args.user)) else {
        return Err(unknown_user(&args.user, texts));
    };
    let posts = args.area.iter().map(|text| {
        post(text).ok_or_else(|| wrong_value(text, texts.get("cli-staff-post").into_owned(), texts))
    });
    let posts = posts.collect::<Result<Vec<_>, _>>()?;
    let mut office = shell.connect()?;
    let from = match &args.from {
        Some(text) => any_day(text, office.today(), texts)?,
        None => office.today(),
    };
    let add = staff::Add {
        uid,
        user: args.user,
        name: args.name,
        roles: args.role,
        posts,
        from,
        lang: args.screen.map(|lang| lang.code().to_owned()),
    };
    let values = [("name", add.name.clone().into()), ("user", add.user.clone().into())];
    let done = texts.with("cli-staff-added", &values).into_owned();
    office.call(Request::AddStaff(Box::new(add)))?;
    shell.line(&done)
}

fn end(args: End, shell: &mut Shell) -> Result<(), Problem> {
    let mut office = shell.connect()?;
    let until = match &args.until {
        Some(text) => any_day(text, office.today(), &shell.texts)?,
        None => office.today(),
    };
    let values = [("user", args.user.clone().into()), ("date", shell.texts.date(until).into())];
    let done = shell.texts.with("cli-staff-ended", &values).into_owned();
    office.call(Request::EndStaff(staff::End { user: args.user, until }))?;
    shell.line(&done)
}

fn list(args: &List, shell: &mut Shell) -> Result<(), Problem> {
    let mut office = shell.connect()?;
    let Reply::Staff(all) = office.call(Request::StaffList)? else {
        return Err(office.unexpected());
    };
    // who may see the staff does not always see the areas; they are then left blank
    let areas = match office.call(Request::Lists) {
        Ok(Reply::Lists(lists)) => lists.areas,
        _ => Vec::new(),
    };
    let today = office.today();
    let posts = |member: &Staff| -> Vec<(String, Fte)> {
        let named = member.areas_on(today).map(|(id, fte)| {
            let area = areas.iter().find(|area| area.id == id);
            (area.map(|area| area.name.clone()).unwrap_or_default(), fte)
        });
        named.collect()
    };
    let texts = Arc::clone(&shell.texts);
    let heads = [
        "cli-head-user",
        "cli-head-name",
        "cli-head-role",
        "cli-head-area",
        "cli-head-from",
        "cli-head-end",
    ];
    let cells = |member: &Staff| {
        let roles: Vec<_> = member.roles.iter().map(|role| texts.get(role_key(*role))).collect();
        let share = |(name, fte): (String, Fte)| {
            format!("{name} {}", texts.decimal(f64::from(fte.0) / 100.0, 2))
        };
        let posts: Vec<String> = posts(member).into_iter().map(share).collect();
        vec![
            member.user.clone(),
            member.name.clone(),
            roles.join(", "),
            posts.join(", "),
            texts.date(member.from),
            member.until.map(|day| texts.date(day)).unwrap_or_default(),
        ]
    };
    let json = |member: &Staff| {
        let roles: Vec<String> =
            member.roles.iter().map(|role| code(&Role::CODES, *role)).collect();
        let post =
            |(name, fte): (String, Fte)| serde_json::json!({ "area": name, "percent": fte.0 });
        serde_json::json!({
            "user": member.user,
            "uid": member.uid,
            "name": member.name,
            "roles": roles,
            "posts": posts(member).into_iter().map(post).collect::<Vec<_>>(),
            "from": member.from,
            "until": member.until,
        })
    };
    let mut rows = Rows::start(shell, args.json, "staff")?;
    rows.page(shell, &all, &heads, cells, json)?;
    rows.end(shell, "cli-list-empty")
}

/// The text of a role.
pub fn role_key(role: Role) -> &'static str {
    match role {
        Role::Worker => "cli-role-worker",
        Role::Coordinator => "cli-role-coordinator",
        Role::DataProtection => "cli-role-dpo",
        Role::Admin => "cli-role-admin",
    }
}

/// `Nord=0,5`; an area alone is a full post.
fn post(text: &str) -> Option<(String, Fte)> {
    let (area, share) = text.split_once('=').unwrap_or((text, "1"));
    let share: f64 = share.trim().replace(',', ".").parse().ok()?;
    let fits = !area.trim().is_empty() && (0.0..=1.0).contains(&share);
    // between 0 and 100: nothing is lost
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fits.then(|| (area.trim().to_owned(), Fte((share * 100.0).round() as u16)))
}

/// A day past or to come, as people type it.
fn any_day(text: &str, today: NaiveDate, texts: &Texts) -> Result<NaiveDate, Problem> {
    match dates::parse(text, today) {
        Ok(typed) => typed.day().map_or_else(|| past_day(text, today, texts), Ok),
        Err(error) => Err(wrong_value(text, texts.date_error(error), texts)),
    }
}

/// A Unix user whom this machine does not know.
pub fn unknown_user(user: &str, texts: &Texts) -> Problem {
    let values = [("user", user.into())];
    Problem::with(texts, Kind::Failed, "cli-staff-unknown-user", &values)
}

/// The uid of a Unix user, also of one that only a directory service knows.
pub fn uid_of(user: &str) -> Option<u32> {
    let local = fs::read_to_string("/etc/passwd").ok().and_then(|all| uid_in(&all, user));
    local.or_else(|| {
        let answer = Program::new("/usr/bin/getent")
            .args(["passwd", "--", user])
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .output();
        uid_in(&String::from_utf8_lossy(&answer.ok()?.stdout), user)
    })
}

fn uid_in(passwd: &str, user: &str) -> Option<u32> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        let (name, uid) = (fields.next()?, fields.nth(1)?);
        if name == user { uid.parse().ok() } else { None }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_is_an_area_and_a_share() {
        assert_eq!(post("Nord=0,5"), Some(("Nord".into(), Fte(50))));
        assert_eq!(post(" Süd-Ost = 0.75"), Some(("Süd-Ost".into(), Fte(75))));
        assert_eq!(post("Nord"), Some(("Nord".into(), Fte(100))));
        for wrong in ["=1", "Nord=2", "Nord=-1", "Nord=viel", "Nord=NaN"] {
            assert_eq!(post(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn users_are_found_by_name() {
        let passwd = "root:x:0:0::/:/bin/sh\nanna:x:1001:100::/:/bin/sh\n";
        assert_eq!(uid_in(passwd, "anna"), Some(1001));
        assert_eq!(uid_in(passwd, "ann"), None);
    }
}
