today-begun = { $n } begun
today-by-home = by home
today-came = taken over from { $name }
today-danger = { $n } urgent
today-due = { $n } today
today-empty = Nothing is due today: no follow-up, no visit. { $key } shows the cases.
today-first-visit = First visit
today-for = for { $name }
today-group-news = { $n } cases taken over
today-group-open = { $n } more that can be done already
today-group-overdue = { $n } more overdue, the oldest for { $days } d
today-group-overdue-visits = { $n } visits overdue, the oldest for { $days } d
today-group-today = { $n } visits due today
today-group-week = { $n } more this week
today-group-week-visits = { $n } visits due this week
today-home = Home
today-last = last { $date }
today-late = for { $days } d
today-late-short = { $days } d
today-missed = { $n }× not met
today-more = … { $n } more
today-name = Name
today-news = { $n } new
today-now = today
today-overdue = { $n } overdue
today-room = Room
today-until = by { $date }
today-visit = Visit
today-visit-done = A visit is done once it is entered: { $key }.
today-papers-done = This is done once the new paper is entered: { $key } opens the papers.
today-visits = { $n ->
    [one] { $n } visit
   *[other] { $n } visits
    }
today-week = { $n } this week
today-what = What
today-when = When
today-who = For, with
today-with = with { $name }
today-nobody = no worker
today-expires = { $n ->
    [one] { $paper } runs out
   *[other] { $paper } runs out ({ $n } persons)
    }
today-expired = { $n ->
    [one] { $paper } has run out
   *[other] { $paper } has run out ({ $n } persons)
    }
today-residence = Residence paper
today-procedure = Date in the procedure
today-benefit = Notice of benefits
today-identity = Passport
today-health-cover = Health cover
today-see-to = See to { $paper }
today-group-due = { $n } more today
today-protocol-sign = Sign the protocol
today-protocol-feedback = Ask for feedback on the protocol
today-letter = Deadline: { $what }
