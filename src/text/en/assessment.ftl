assessment-level = Result
assessment-tested = Tested on
assessment-confirmed = Confirmed by
assessment-confirmed-hint = name, office; needed when ready to rent
assessment-tested-hint = h, -1, 24.12.; needed when ready to rent
assessment-household = whole household
assessment-person-gone = somebody who has left the household
assessment-not-begun = not begun
assessment-practising = practising
assessment-partly = in part
assessment-ready = ready to rent
assessment-proposal = Proposed: { $level } ({ $can } can, { $helped } with help, { $not } not yet, { $open } open)
assessment-undecided = { $proposal }. { $head }: choose the result. { $save }: save without one.
assessment-empty = Nothing answered yet.
assessment-saved = Checklist saved
assessment-meanwhile = { $name } has filled this checklist meanwhile. It now stands beside yours. Saving again puts yours after it; both stay.
assessment-whole-heading = Overall
assessment-whole = Note and follow-up on the whole
assessment-list = Checklists
assessment-list-none = No checklist filled yet. { $key } begins one.
assessment-concerns = { $n ->
    [one] 1 open
   *[other] { $n } open
    }
assessment-open = Not discussed: { $items }
assessment-no-certificate = There is a certificate only with the result “ready to rent”.
assessment-decided-since = It was decided anew on { $day }: { $level }. There is a certificate of the latest result only.
assessment-certificate = Certificate: ready to rent
assessment-name = Name
assessment-of-household = Household
assessment-seen = This was seen:
assessment-head = Checklist { $name }
assessment-no-rest = Each question is answered by itself here: the certificate rests on it.
