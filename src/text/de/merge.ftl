merge-counts = Was gilt? 1 steht im älteren Eintrag, 2 im neueren
merge-lives = Wohnt bei
merge-other = Auch erfasst als
merge-other-hint = zuerst, wer ihr gleicht
merge-will = Es bleibt »{ $stays }«; der Eintrag »{ $gone }« wird ausgeblendet und führt dorthin. Verlauf, Papiere und Datenblatt beider bleiben; was hier nicht gilt, steht im Verlauf des Datenblatts.
merge-will-choose = Bitte wählen, welche zwei Einträge dieselbe Person sind.
merge-will-live = Sie wohnt bei { $house }; im anderen Haushalt steht sie ab heute nicht mehr. Ist dort niemand mehr, bitte jenen Fall beenden.
