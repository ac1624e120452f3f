merge-counts = Was gilt? 1 älterer, 2 neuerer Eintrag
merge-lives = Wohnt bei
merge-other = Auch erfasst als
merge-other-hint = zuerst die ähnlichsten
merge-will = Es bleibt »{ $stays }«; »{ $gone }« wird ausgeblendet und führt dorthin. Verlauf, Papiere und Datenblatt beider bleiben; was hier nicht gilt, steht im Verlauf des Datenblatts.
merge-will-choose = Bitte wählen, welche zwei Einträge dieselbe Person sind.
merge-will-live = Wohnt bei { $house }, ab heute nicht mehr im anderen Haushalt. Ist dort niemand mehr, bitte jenen Fall beenden.
