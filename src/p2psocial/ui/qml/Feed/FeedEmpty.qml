import QtQuick
import "../Components"

// Why the feed has nothing to show, and one thing to do about it.
EmptyState {
    id: empty

    required property var app

    readonly property var feed: app.feed.state
    readonly property var status: app.status.state
    readonly property bool failed: status.connection === "failed"
    readonly property bool starting: feed.first && !failed
    readonly property bool boardless: app.boards.state.known && app.boards.state.joined.length === 0
    readonly property bool lonely: status.connection === "connecting" || status.connection === "starting"

    busy: !failed && (starting || (lonely && !boardless && status.items === 0))
    symbol: failed ? "warning" : boardless ? "boards" : "seed"
    title: {
        if (failed)
            return qsTr("The node could not start");
        if (starting)
            return qsTr("Opening your index…");
        if (boardless && status.items === 0)
            return qsTr("You have not joined a board yet");
        if (busy)
            return qsTr("Looking for others…");
        if (feed.order === "endangered")
            return qsTr("Nothing is endangered here");
        return feed.board === "" ? qsTr("Nothing in this period") : qsTr("Nothing on “%1” in this period").arg(feed.board);
    }
    explanation: {
        if (failed)
            return status.message;
        if (starting)
            return qsTr("The very first time this takes a moment.");
        if (boardless && status.items === 0)
            return qsTr("Posts are found through boards. Join some, and what their members seed appears here by itself.");
        if (busy)
            return qsTr("Members of your boards are found through the DHT; this can take a minute. What they have appears here as it comes.");
        return qsTr("Only posts written within the period are ranked. Try a longer one, or write the first.");
    }
    action: failed || starting ? "" : boardless ? qsTr("Find boards") : busy ? qsTr("Write the first post") : feed.period === "all" ? qsTr("Write a post") : qsTr("Show all time")
    onActed: {
        if (boardless)
            app.navigator.go("boards", "");
        else if (!busy && feed.period !== "all")
            app.feed.choose_period("all");
        else
            app.navigator.go("composer", "");
    }
}
