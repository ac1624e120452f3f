import-progress = Reading
import-reason = Reason
import-unknown-column = The column "{ $column }" is not known and is left out.
import-empty = The file { $file } is empty.
    .saved = Nothing was changed.
    .hint = The first line has the headers; below, one line for each person.
import-not-text = The file { $file } is not a text table.
    .saved = Nothing was changed.
    .hint = Save the table as CSV.
import-bad-line = Line { $line } of { $file } cannot be read: an open quote, a line break within a cell, or more cells than headers.
    .saved = Nothing was changed.
    .hint = Put the line in order and try again.
import-bad = { $n ->
        [one] One value does not hold:
       *[other] { $n } values do not hold:
    }
    { $lines }
    .saved = Nothing was changed.
    .hint = Correct the lines. With --skip-bad the others are taken all the same.
import-cell = Line { $line }, column "{ $column }", value "{ $value }": { $reason }
import-short = Line { $line }: { $expected } columns expected, { $found } found.
import-more = … and { $n } more.
import-rejected = Lines left out are in { $file }, with the reason.
import-done = { $persons ->
        [one] One person
       *[other] { $persons } persons
    } in { $households ->
        [one] one new household
       *[other] { $households } new households
    } made, { $known ->
        [one] one was
       *[other] { $known } were
    } there already.
import-would = Trial: { $persons ->
        [one] one person
       *[other] { $persons } persons
    } in { $households ->
        [one] one new household
       *[other] { $households } new households
    } would be made, { $known ->
        [one] one is
       *[other] { $known } are
    } there already. Nothing was changed.
import-alike = Line { $line }: perhaps already there as "{ $name }". Please check.
