visit-empty = Nothing is answered yet. { $key } once more saves it like this.
visit-saved = Visit saved
visit-outcome = Outcome
visit-kind = Kind
visit-date = Date
visit-time = Time
visit-place = Place
visit-met = met
visit-ok = ok
visit-watch = watch
    .narrow = watch
visit-attention = need
    .narrow = need
visit-urgent-short = urgent
    .narrow = urg
visit-na = n/a
    .narrow = n/a
visit-can = can do
    .narrow = can
visit-with-help = with help
    .narrow = help
visit-not-yet = not yet
    .narrow = not
visit-note = Note:
visit-note-of = { $key } note on { $code }
visit-whole-heading = The visit as a whole
visit-whole = Note and follow-up on the whole visit
visit-measure = Measure
visit-measure-empty = Please say what is to be done, or clear the date too.
visit-due = Follow-up
visit-due-hint = +14, mo, 24.12.
visit-due-stands = empty: { $date }
visit-agreed = Measure: { $what } · follow-up { $date }
visit-services = { $n ->
    [one] service: { $names }
   *[other] services: { $names }
    }
visit-last = last: { $rating } { $date }
visit-last-short = last { $rating } { $date }
visit-progress = { $done } of { $total } answered
visit-progress-short = { $done } of { $total }
visit-progress-narrow = { $done }/{ $total }
visit-more = { $key } shows { $n } more questions
visit-more-warning = { $key } shows { $n } more questions, warning signs too
visit-nobody-met = Nobody was met: no questions are saved.
visit-no-item = There is nothing to rate here. A note is possible.
visit-no-urgent = This question has no "urgent".
visit-urgent = Urgent: act today. { $key } shows the emergency numbers.
visit-escalates = Every sign here counts as urgent.
visit-rest-ok = { $n ->
    [0] No question was open any more.
    [one] One question is ok as a summary.
   *[other] { $n } questions are ok as a summary.
    }
visit-rest-ok-warning = { $n ->
    [0] No question was open any more.
    [one] One question is ok as a summary. Warning signs stay open: { $key } shows them.
   *[other] { $n } questions are ok as a summary. Warning signs stay open: { $key } shows them.
    }
visit-unseen = { $n ->
    [one] One concern still stands as last time, with no measure. { $key } again saves it like that.
   *[other] { $n } concerns still stand as last time, with no measure. { $key } again saves it like that.
    }
visit-like-last = { $n ->
    [0] There is nothing to take over.
   *[other] { $n } answers taken over from last time. They are marked = until you confirm them.
    }
visit-lacks-answer = Something is written here, but the rating is missing.
visit-jump = Go to question:
visit-jump-nothing = No question fits that.
