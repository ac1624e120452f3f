form-birth = { $date } ({ $years } years)
form-birth-year = only the year { $date } ({ $years } years)
form-birth-fictive = { $date }, { $years } years
form-offer = Draft { $time } – Enter opens it, typing begins anew; it stays
form-saved-already = This form has been saved already, here or in another session. What stands here is kept as a new draft. Please look at the history first.
form-elsewhere = This draft is open in another terminal as well.
form-saving = saving …
form-kept = Draft { $time }
form-unkept = Draft not kept
form-wait = Being saved. Esc closes the form, nothing is left behind.
form-left = Not saved. The draft stays and stands at the top of the caseload.
form-discard = Discard the draft? It can only be brought back until AiD is quit.
form-not-yet = Not saved yet: please look at the marked place.
form-last = That was the last field. { $key } saves.
form-no-code = "{ $part }" is not known. Names and codes are possible.
form-window = { $due } ({ $from }–{ $until })
form-full = The field is full. Left out: { $n } characters.
form-no-choice = Fits no value. Tab keeps the earlier one, so does Esc.
form-date-birth = No date. Possible are for example 12.3.88, 12.1988 or 1988.
form-date-past = Not a date. Try for example h, yesterday, -1 or 24.12.
form-date-past-hint = h, yesterday, -1, 24.12.
form-follow-up = follow-up { $date }
form-settled = { $n ->
    [one] 1 follow-up done by it
   *[other] { $n } follow-ups done by it
    }
form-went-on = The answer is in; this is the next question already.
form-no-choice-empty = Fits no value. Tab leaves the field empty, so does Esc.
form-emptied = Nothing was left in it: the draft is gone.
form-former = { $name } (no longer in the household)
form-former-unnamed = former person, can no longer be named
form-former-left-out = Was named in the draft and can no longer be named. It is saved without this person.
form-nobody = nobody in the household at present
form-former-day = Not in the household on that day. Check the day or untick the box.
