keymap-column-command = Command
keymap-column-help = What it does
keymap-column-keys = Keys
keymap-group-checklist = Checklist
keymap-group-dialog = Questions
keymap-group-editing = Editing text
keymap-group-form = Forms
keymap-group-general = General
keymap-group-move = Moving
keymap-group-records = Working

keymap-lint = Line { $line }, column { $column } of “{ $file }”: { $problem }
keymap-lint-command = There is no command “{ $name }”. Possible are for instance: { $possible }
keymap-lint-context = There is no table “{ $name }”. Possible are: { $possible }
keymap-lint-duplicate = The key “{ $name }” stands twice in this table. Please delete one of the two lines.
keymap-lint-forbidden = The key “{ $name }” does not arrive on every computer.
keymap-lint-key = There is no key “{ $name }”. Right are for instance: x, f2, ctrl-o, "g g"
keymap-lint-override = “{ $name }” means something else everywhere and is missing in the list “overrides”.
keymap-lint-prefix = “{ $name }” already begins a sequence of keys, or a sequence begins with a command. Please take another key.
keymap-lint-printable = “{ $name }” is a character and is typed here; only other keys can be commands here.
keymap-lint-safe = No key is left for “{ $name }” that works on every computer. Please add a plain key or one with Ctrl.
keymap-lint-same-key = “{ $name }” arrives as “{ $other }”; please write it so.
keymap-lint-syntax = This cannot be read. Expected: key = "command".
keymap-lint-twin = “{ $name }” has no second key beside the function key.
