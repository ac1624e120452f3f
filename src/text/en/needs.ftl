needs-title = Needs and measures
needs-form = Need
needs-none = No need, goal or strength entered yet. { $key } enters the first need.
needs-field = Field of action
needs-what = What
needs-severity = Urgency
needs-kind = Kind
needs-since = Since
needs-status = State
needs-word = Step
needs-kind-need = need
needs-kind-goal = goal
needs-kind-strength = strength
needs-status-open = open
needs-status-under-way = under way
needs-status-met = reached
needs-status-dropped = given up
needs-of-visit = From the visit of { $date }, not taken up yet
needs-closed = Closed ({ $n })
needs-unserved = no measure
needs-from = since { $date }
needs-changed = { $field }: { $was } → { $now }
needs-empty = empty
needs-impossible = not possible: { $reason }
needs-done = done { $date }
needs-steps = { $n ->
    [one] 1 step
   *[other] { $n } steps
    }
needs-former = former person
needs-yes = yes
needs-add-title = New need
needs-edit-title = Change a need
needs-step-title = Step
needs-word-hint = with “given up”: why
needs-psychosocial = Psychosocial needs are always restricted: only for you and your deputy.
needs-say = What happened? Or another state.
needs-saved-new = Need entered
needs-saved-edit = Change saved, the earlier version stays
needs-saved-step = Step saved
needs-saved-met = Entered as reached
needs-taken = Taken up from the visit
needs-undo = Need { $name }
needs-undo-measure = Measure { $name }
needs-measure-title = Measure
needs-measure-saved = Measure agreed on, { $date }
needs-brief = Needs: { $fields }
needs-brief-unserved = { $n } without a measure
needs-brief-goals = { $n ->
    [one] 1 goal
   *[other] { $n } goals
    }
needs-brief-field = { $field }{"\u00A0"}{ $n }
needs-brief-pressing = { $field }{"\u00A0"}{ $n } (urgent)
needs-more = … { $n } more needs
