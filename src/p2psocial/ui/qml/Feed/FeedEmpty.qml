import QtQuick
import "../Components"
import "../Components/Format.js" as Format

// Why the feed has nothing to show, and one thing to do about it.
EmptyState {
    id: empty

    required property var app

    readonly property var feed: app.feed.state
    readonly property var status: app.status.state
    readonly property string kind: {
        if (status.connection === "failed")
            return "failed";
        if (feed.first)
            return "opening";
        if (status.items > 0)
            return feed.order === "endangered" ? "safe" : "nothing";
        if (app.boards.state.known && app.boards.state.joined.length === 0)
            return "boardless";
        if (status.connection === "starting")
            return "connecting";
        return status.connection === "online" ? "nothing" : status.connection;
    }
    readonly property bool longer: feed.period !== "all"
    // Title, explanation, what can be done about it.
    readonly property var told: ({
            "failed": [qsTr("The node could not start"), status.message, qsTr("Try again")],
            "opening": [qsTr("Opening your index…"), qsTr("The very first time this takes a moment."), ""],
            "boardless": [qsTr("You have not joined a board yet"), qsTr("Posts are found through boards. Join some, and what their members seed appears here by itself."), qsTr("Find boards")],
            "connecting": [qsTr("Looking for others…"), qsTr("Members of your boards are found through the DHT; this can take a minute. What they have appears here as it comes."), qsTr("Write the first post")],
            "offline": [qsTr("You are offline, as it seems"), qsTr("No node of the DHT answers. Check your internet connection, and the proxy if you use one. Looking goes on."), qsTr("Network settings")],
            "alone": [qsTr("Nobody found yet"), qsTr("The DHT answers, but nobody on your boards is online. Looking goes on; a busier board may help."), qsTr("Find boards")],
            "safe": [qsTr("Nothing is endangered here"), qsTr("Every post of this period that is here has more than one seed, or none that could be lost."), qsTr("Show most seeds")],
            "nothing": [feed.board === "" ? qsTr("Nothing in this period") : Format.sentence(qsTr("Nothing on “%1” in this period"), feed.board), qsTr("Only posts written within the period are ranked. Try a longer one, or write the first."), longer ? qsTr("Show all time") : qsTr("Write a post")]
        })

    busy: kind === "opening" || kind === "connecting"
    symbol: kind === "failed" ? "warning" : kind === "boardless" ? "boards" : kind === "offline" ? "globe" : "seed"
    title: told[kind][0]
    explanation: told[kind][1]
    action: told[kind][2]
    onActed: {
        if (kind === "failed")
            app.status.retry();
        else if (kind === "boardless" || kind === "alone")
            app.navigator.go("boards", "");
        else if (kind === "offline")
            app.navigator.go("settings", "");
        else if (kind === "safe")
            app.feed.choose_order("top");
        else if (kind === "nothing" && longer)
            app.feed.choose_period("all");
        else
            app.navigator.go("composer", "");
    }
}
