import QtQuick
import "../Components"

Step {
    id: step

    title: qsTr("That is all")
    next: qsTr("Open the feed")
    onAdvance: app.welcome.finish()

    Fact {
        width: parent.width
        symbol: "clock"
        title: qsTr("The feed fills by itself")
        text: qsTr("The first time it can take a minute or two until members of your boards are found. Then the ranking of the day stands there, by how many seed each post now.")
    }
    Fact {
        width: parent.width
        symbol: "up"
        title: qsTr("Seed what you like")
        text: qsTr("The box before a post is the vote. Press it, and your computer gives the text to others; press it again to stop.")
    }
    Fact {
        width: parent.width
        symbol: "info"
        title: qsTr("Keys and help")
        text: qsTr("J and K walk the feed, Enter opens, U seeds, N writes. The question mark shows all keys.")
    }
    Banner {
        width: parent.width
        visible: step.app.welcome.state.phrase_skipped
        tone: "warning"
        text: qsTr("You have not written your 24 words down yet. They are under Identities.")
    }
}
