"""What made-up people are called and what they tell."""

NAMES = ("Ada", "Ben", "Carla", "Deniz", "Emil", "Fatma", "Goran", "Hanna", "Ines", "Jonas", "Kenji", "Lena")
SURNAMES = (
    "Abel",
    "Brandt",
    "Costa",
    "Demir",
    "Engel",
    "Fuchs",
    "Gruber",
    "Horvat",
    "Ito",
    "Jansen",
    "Keller",
)
TITLES = (
    "Evening laps on the back straight",
    "First steps backwards",
    "Slow drills, loud calls",
    "Eight times thirty meters",
    "Heels first before work",
    "The long straight, in pairs",
    "Sunday in lane two",
)
SENTENCES = (
    "We met at the gate a little before six and walked the straight together first.",
    "The ground was dry, the lanes were free, and nobody was in a hurry.",
    "For the first ten minutes we only practised the calls, standing still.",
    "My spotter jogged facing me and I stopped looking over my shoulder after the third length.",
    "It is **harder** than it looks: my calves told me so for two days.",
    "A child on a bicycle crossed our lane once; we heard the call and stopped at once.",
    "We swapped after every turn, so that everybody had a turn to look ahead.",
    "On the way back we walked forward and talked about the next time.",
    "Small steps help, and so does leaning a little less than you think you should.",
    "Next week we try the park path if it has dried by then, and the track if not.",
    "Thanks to everyone who came to spot, above all to those who do not run themselves.",
)
