status-along = along
status-area = Integration area
status-as = Again as
status-as-moved = Afterwards
status-as-what = There as
status-done-aftercare = { $name }: aftercare entered
status-done-care = { $name } is in care
status-done-close = Case { $name } closed
status-done-look = Protected case opened; the reason stands in its history
status-done-merge = Two records made one
status-done-members = Household { $name } changed
status-done-move-out = Move of { $name } entered
status-done-part = Household { $name } parted
status-done-reopen = Case { $name } opened again
status-done-rest = Case { $name } rests
status-done-rhythm = Visits of { $name } changed
status-done-wake = Case { $name } taken up again
status-draft = Drafts
status-drop = discard
status-end = ends
status-first-day = From
status-from = Closed on
status-goes = Who goes
status-hand = hand over
status-home-known = Everybody sees new sites in the list. Please take "own flat" with an address or leave it empty.
status-house = Into household
status-house-hint = type a name or case number
status-keep = keep
status-last-day = Last day
status-lead = Reference
status-lead-go = New reference
status-moved-asylum = suggested: benefits under AsylbLG go on
status-moved-ended = suggested: benefits under AsylbLG have ended
status-moved-unknown = suggested after the move; no benefits are entered
status-moves-on = Moves on
status-nobody = nobody
status-nobody-goes = Please tick who goes into a case of their own. Somebody has to stay.
status-open = Open
status-protected = Protected case
status-protects = Protection
status-protects-words = Who goes is protected from those who stay
status-reason = Reason
status-room = Room
status-room-end = free
status-room-keep = keeps
status-step = Step
status-step-aftercare = aftercare
status-step-care = back into care
status-step-close = close
status-step-extend = aftercare beyond the benefits
status-step-leave = somebody leaves the household
status-step-merge = somebody was entered twice: make one
status-step-move = somebody goes to another household
status-step-move-out = move to a flat of their own
status-step-part = part the household, own case
status-step-reference = another reference person
status-step-reopen = open again
status-step-rest = let it rest
status-step-rhythm = regular visits nearer or further apart
status-step-start = begin care
status-step-wake = take up again
status-to = Hand over to
status-to-lead = what she or he is to the new reference person
status-until = Until
status-until-aftercare = empty: while benefits run
status-until-extend = 6 months at most
status-until-rest = empty: until further notice
status-visit-after = Aftercare: visit { $n } weeks after the move
status-visits = Visits
status-visits-words = follow-ups after 2, 6 and 12 weeks
status-weeks = Weeks
status-weeks-bounds = Please enter a number from 1 to 52.
status-weeks-hint = 1 to 52 between two regular visits; empty: by the rule of the city
status-what = { $step ->
    [start] Start of care
    [wake] Resuming
    [reopen] Reopening
    [care] Return to care
    [rest] Resting
    [aftercare] Aftercare
    [extend] Extension of aftercare
    [close] End of the case
    [move-out] Moving out
    [reference] Change of the reference person
    [leave] Leaving the household
    [move] Change of household
    [part] Parting of the household
    [merge] Merging
    [rhythm] other regular visits
   *[other] Case status
    } ({ $name })
status-who = Who
status-why = Reason
status-why-extend = why it goes on
status-why-look = the responsible worker reads this
status-why-rest = one line, no diagnoses
status-will-aftercare = Aftercare from today, while the benefits run. It ends by hand only.
status-will-aftercare-until = Aftercare from today, agreed until { $date }. It ends by hand only.
status-will-area = The area changes to { $area }; { $worker } stays responsible until the case is handed over.
status-will-care = The case is in care again from today, with the rhythm of its home.
status-will-close = The case is closed on { $date }: { $reason }. { $worker } stays responsible. Until it is opened again there are no new visits.
status-will-end = { $n ->
    [one] one ends
   *[other] { $n } end
}
status-will-extend = Aftercare goes on until { $date }, without benefits too. The coordination sees the reason.
status-will-hand = { $n ->
    [one] one is handed over
   *[other] { $n } are handed over
}
status-will-keep = { $n ->
    [one] one stays
   *[other] { $n } stay
}
status-will-lead = Reference person is { $name } then.
status-will-leave = { $name } does not belong to the household after { $date }. What was stays.
status-will-live-here = The home stays what it was.
status-will-live-unknown = The new home is left open.
status-will-look = Somebody in this case is protected. Who is not responsible says why she opens it. That stands in the history and in the log; for today the case is then open.
status-will-lose = You will not see the protected persons then, and cannot take this back.
status-will-move = { $name } belongs to { $house } from { $date } on. What was here stays here.
status-will-move-out = From { $date } the household lives in its own flat; { $room } is free. Afterwards: { $phase }.
status-will-none = { $n } still to be decided
status-will-open = Follow-ups: { $what }.
status-will-part = { $n ->
    [one] { $names } has a case of her or his own
   *[other] { $names } have a case of their own
} from { $date }, responsible: { $worker }. Visits stay here.
status-will-protect = Only the responsible worker sees what is there. Here it only says that the household became smaller; names in earlier notes stay.
status-will-reopen = The case is open again from today: { $phase }. Responsible: { $worker }. No visit is overdue at once by that.
status-will-replace = What was planned from { $date } on is dropped: { $phase }.
status-will-rest = The case rests from today until it is taken up again. No visit falls due meanwhile.
status-will-rest-until = The case rests from today; no visit falls due. From { $date } it is by itself again what it was: { $phase }.
status-will-rhythm = From today regular visits are due { $n ->
    [one] every week
   *[other] every { $n } weeks
 }, counted from the last visit.
status-will-rhythm-rule = From today regular visits are due by the rule of the city again.
status-will-room-end = { $room } is free on { $date }.
status-will-room-keep = { $room } stays taken.
status-will-start = The case is in care from today, without a first visit too. Visits fall due by the rhythm.
status-will-visits = Visits: { $windows }.
status-will-wake = The case rests no more: { $phase }. No visit is overdue at once by that.
status-worker = Responsible
status-will-letters = { $n ->
    [one] 1 letter is still open
   *[other] { $n } letters are still open
    }; confirmed deadlines go on reminding.
