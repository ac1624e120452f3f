sheet-title = Fact sheet
sheet-household = Household
sheet-part = { $n } of { $all }: { $name }
sheet-left = { $name } (no longer on the sheet)
sheet-count = { $missing } of { $all } missing
sheet-count-none = nothing missing
sheet-head = Answers of { $date } · Source: { $source }
sheet-head-some = Answers of { $date } · Source: { $source } · Shared answers hold for { $n } of { $all }
sheet-as-of = Answers of
sheet-source = Source
sheet-for = Shared for
sheet-source-document = paper seen
sheet-source-word = their own word
sheet-source-authority = authority
sheet-source-unnoted = not noted
sheet-for-all = for all
sheet-nobody = Nobody is ticked at the top who lacks this answer.
sheet-yes = yes
sheet-no = no
sheet-unclear = unclear
sheet-yes-no-hint = y, n, u
sheet-since-hint = digits: since when
sheet-date-hint = 3.2025, 2025
sheet-day-hint = 24.3., +14
sheet-until = … valid until
sheet-from = … since
sheet-saved = Fact sheet saved · { $missing } of { $all } still missing
sheet-saved-all = Fact sheet saved · nothing is missing
sheet-withheld =
    { $n ->
        [one] One answer
       *[other] { $n } answers
    } about protection { $n ->
        [one] stays
       *[other] stay
    } in the draft: only the responsible worker enters that
sheet-not-hers = Only the responsible worker or her deputy enters this. Please tell her.
sheet-what = Fact sheet { $name }
sheet-complete = Nothing is missing. { $key } saves.
sheet-rest = Nothing is missing behind this place. { $key } shows what is missing before it.
sheet-missing-title = What is missing
sheet-missing-none = Nothing is missing.
sheet-history-title = History · { $question }
sheet-history-none = There is no history of this.
sheet-history-out = answer taken out
sheet-history-record = stands in the record
sheet-history-by = { $date } · { $source } · { $name }
sheet-known = { $date } · { $source }
sheet-more = { $n } more persons do not fit into the fact sheet.
sheet-section-talk = Talk
sheet-section-person = Person
sheet-section-family = Family
sheet-section-arrival = Arrival and home
sheet-section-residence = Residence
sheet-section-benefits = Benefits
sheet-section-health = Health
sheet-section-protection = Protection
sheet-section-children = Kita and school
sheet-section-learning = German, school, work
sheet-section-wishes = Wishes and helpers
sheet-section-steps = Agreed
sheet-or-mark = or ? or -
sheet-door-visit = opens a visit
sheet-door-follow-up = opens a follow-up
sheet-door-home = opens the household
