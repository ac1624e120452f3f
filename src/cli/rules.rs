//! `aid rules`: what the office works by, shown and set.

use super::log::wrong_value;
use super::shell::Shell;
use crate::api::office::SetRules;
use crate::api::{Reply, Request};
use crate::domain::field::choice;
use crate::domain::office::{Rule, Rules};
use crate::problem::Problem;
use crate::text::Texts;

/// Part of the parser.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Rules to set, `shelter-weeks=6`; without any all of them are shown.
    #[arg(value_name = "RULE")]
    rules: Vec<String>,
}

/// Sets what was named, then shows all.
pub fn run(args: &Args, shell: &mut Shell) -> Result<(), Problem> {
    let texts = &shell.texts;
    let set = args.rules.iter().map(|text| read(text, texts)).collect::<Result<Vec<_>, _>>()?;
    let mut office = shell.connect()?;
    if !set.is_empty() {
        office.call(Request::SetRules(SetRules { set }))?;
    }
    let Reply::Rules(rules) = office.call(Request::Rules)? else {
        return Err(office.unexpected());
    };
    lines(&rules, &shell.texts).iter().try_for_each(|line| shell.line(line))
}

/// `shelter-weeks=6`
fn read(text: &str, texts: &Texts) -> Result<(Rule, u32), Problem> {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    let Ok(rule) = choice(&Rule::CODES, name) else {
        let known: Vec<&str> = Rule::CODES.iter().map(|(code, _)| *code).collect();
        let values = [("list", known.join(", ").into())];
        return Err(wrong_value(text, texts.with("cli-rules-names", &values).into_owned(), texts));
    };
    let within = value.trim().parse().ok().filter(|value| (1..=rule.most()).contains(value));
    let range = || texts.with("cli-rules-range", &[("most", rule.most().into())]).into_owned();
    within.map(|value| (rule, value)).ok_or_else(|| wrong_value(text, range(), texts))
}

/// `shelter-weeks=4  Wochen zwischen Besuchen in Unterkünften`
fn lines(rules: &Rules, texts: &Texts) -> Vec<String> {
    let set = Rule::CODES.map(|(code, rule)| (format!("{code}={}", rules.get(rule)), rule));
    let width = set.iter().map(|(set, _)| set.len()).max().unwrap_or_default();
    set.iter().map(|(set, rule)| format!("{set:width$}  {}", texts.get(words(*rule)))).collect()
}

fn words(rule: Rule) -> &'static str {
    match rule {
        Rule::ShelterWeeks => "cli-rule-shelter",
        Rule::OwnFlatWeeks => "cli-rule-own-flat",
        Rule::AftercareWeeks => "cli-rule-aftercare",
        Rule::FirstVisitDays => "cli-rule-first",
        Rule::FirstVisitDaysChildren => "cli-rule-children",
        Rule::Ratio => "cli-rule-ratio",
    }
}
