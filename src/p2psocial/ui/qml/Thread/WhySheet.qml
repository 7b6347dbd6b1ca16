pragma ComponentBehavior: Bound
import QtQuick
import "../Components"
import "../Components/Format.js" as Format
import "../Theme"

// Why a post stands where it does: its rank, each piece of evidence with its age, what beat it.
Sheet {
    id: sheet

    required property var app

    readonly property var why: app.deeds.state.why
    readonly property bool known: why.ranking !== undefined
    readonly property var names: ({
            "self": qsTr("You seed it"),
            "swarm": qsTr("Peers that proved to be seeds"),
            "dht": qsTr("The DHT's nodes say (estimate)"),
            "hint": qsTr("Others told us (not counted)")
        })

    function evidence(each: var): string {
        const words = [sheet.names[each.source] ?? each.source];
        words.push(Format.quantity(Math.round(each.seeds), qsTr("1 seed"), qsTr("%1 seeds")));
        if (each.nodes)
            words.push(Format.quantity(each.nodes, qsTr("1 node"), qsTr("%1 nodes")));
        if (each.networks)
            words.push(Format.quantity(each.networks, qsTr("1 network"), qsTr("%1 networks")));
        words.push(each.age < 60 ? qsTr("just now") : qsTr("%1 ago").arg(Format.span(each.age)));
        if (!each.counts)
            words.push(qsTr("too old to count"));
        return words.join(" · ");
    }

    onKnownChanged: if (known)
        open()
    onRejected: app.deeds.forget()
    title: !known ? "" : why.rank > 0 ? qsTr("Place %1").arg(why.rank) : qsTr("Not in this ranking")
    explanation: !known ? "" : why.rank > 0 ? why.title : why.title + "\n" + why.absence
    reject: qsTr("Close")

    Words {
        width: parent.width
        text: qsTr("What the count rests on")
        font.weight: Font.DemiBold
    }
    Repeater {
        model: sheet.known ? sheet.why.evidence : []

        Words {
            required property var modelData

            width: parent.width
            text: sheet.evidence(modelData)
            color: modelData.counts ? Theme.text : Theme.dim
        }
    }
    Words {
        width: parent.width
        visible: sheet.known && sheet.why.evidence.length === 0
        text: qsTr("Nothing: nobody is known to seed it.")
        color: Theme.dim
    }
    Words {
        width: parent.width
        visible: sheet.known && sheet.why.beatenBy.length > 0
        text: qsTr("Right above it")
        font.weight: Font.DemiBold
    }
    Repeater {
        model: sheet.known ? sheet.why.beatenBy : []

        Words {
            required property var modelData

            width: parent.width
            text: Format.quantity(modelData.seeds, qsTr("1 seed"), qsTr("%1 seeds")) + " · " + modelData.title
            maximumLineCount: 2
            elide: Text.ElideRight
        }
    }
}
