pragma ComponentBehavior: Bound
import QtQuick
import "../Components"
import "../Components/Format.js" as Format
import "../Theme"

// What is done seldom with a post or a comment: how long to seed, take back, hide, block, share.
Sheet {
    id: menu

    required property var app
    property var item: ({})
    property string asked: ""
    readonly property bool known: item.author !== undefined
    // Who one is may become known while the menu is open: the first post makes the identity.
    readonly property bool mine: known && app.identities.state.public_keys.indexOf(item.author) >= 0

    function openFor(item: var) {
        menu.item = item;
        menu.asked = "";
        menu.open();
    }

    function done() {
        menu.close();
    }

    title: {
        if (asked === "retract")
            return qsTr("Take this back?");
        if (asked === "block")
            return qsTr("Block this author?");
        return menu.item.kind === "post" ? qsTr("This post") : qsTr("This comment");
    }
    explanation: {
        if (asked === "retract")
            return qsTr("It is hidden and no longer seeded by honest programs. Nobody can force others to delete their copies.");
        if (asked === "block")
            return Format.sentence(qsTr("Nothing by %1#%2 is shown, kept or passed on any more. You can undo this in the settings."), item.nick, item.fingerprint);
        return "";
    }
    reject: asked === "" ? qsTr("Close") : qsTr("Cancel")
    accept: asked === "retract" ? qsTr("Take it back") : asked === "block" ? qsTr("Block") : ""
    dangerous: asked !== ""
    onAccepted: {
        if (asked === "retract")
            app.deeds.retract(item.infohash);
        else
            app.deeds.block("author", item.author);
        done();
    }

    Column {
        width: parent.width
        visible: menu.asked === ""
        spacing: 8

        Words {
            visible: !menu.item.retracted
            text: menu.item.seeding ? qsTr("Seed it for") : qsTr("Upvote: seed it for")
            color: Theme.dim
        }
        Flow {
            width: parent.width
            visible: !menu.item.retracted
            spacing: 6

            Repeater {
                model: [
                    {
                        value: "day",
                        text: qsTr("A day")
                    },
                    {
                        value: "week",
                        text: qsTr("A week")
                    },
                    {
                        value: "month",
                        text: qsTr("A month")
                    },
                    {
                        value: "year",
                        text: qsTr("A year")
                    },
                    {
                        value: "forever",
                        text: qsTr("For ever")
                    }
                ]

                PushButton {
                    required property var modelData

                    objectName: "seedFor-" + modelData.value
                    small: true
                    text: modelData.text
                    onClicked: {
                        menu.app.votes.upvote(menu.item.infohash, modelData.value);
                        menu.done();
                    }
                }
            }
        }
        MenuEntry {
            width: parent.width
            symbol: "link"
            text: qsTr("Copy magnet link")
            onClicked: {
                menu.app.deeds.copy_magnet(menu.item.infohash);
                menu.done();
            }
        }
        MenuEntry {
            objectName: "why"
            width: parent.width
            visible: menu.item.kind === "post"
            symbol: "info"
            text: qsTr("Why it stands where it does")
            onClicked: {
                menu.done();
                menu.app.deeds.explain(menu.item.infohash, menu.app.feed.state.period, menu.app.feed.state.order);
            }
        }
        MenuEntry {
            objectName: "hide"
            width: parent.width
            visible: menu.known && !menu.mine
            symbol: "hide"
            text: qsTr("Hide it")
            onClicked: {
                menu.app.deeds.block("item", menu.item.infohash);
                menu.done();
            }
        }
        MenuEntry {
            objectName: "block"
            width: parent.width
            visible: menu.known && !menu.mine
            symbol: "person"
            text: qsTr("Block its author…")
            onClicked: menu.asked = "block"
        }
        MenuEntry {
            objectName: "retract"
            width: parent.width
            visible: menu.mine && !menu.item.retracted
            symbol: "bin"
            text: qsTr("Take it back…")
            onClicked: menu.asked = "retract"
        }
    }
}
