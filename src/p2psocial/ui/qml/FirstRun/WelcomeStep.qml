import QtQuick

Step {
    id: step

    title: qsTr("Welcome to p2psocial")
    next: qsTr("Begin")
    onAdvance: finished()

    Fact {
        width: parent.width
        symbol: "globe"
        title: qsTr("A social network without a server")
        text: qsTr("Posts and comments travel directly between the people who read them. There is no company, no account, and nobody who could delete or push anything.")
    }
    Fact {
        width: parent.width
        symbol: "up"
        title: qsTr("An upvote is seeding")
        text: qsTr("Whoever votes for a text keeps a copy of it and gives it to others. How many do so is its score, and what keeps it in the world.")
    }
    Fact {
        width: parent.width
        symbol: "lock"
        title: qsTr("You are a key")
        text: qsTr("What you write is signed by a key that is made on this computer and never leaves it.")
    }
}
