import QtQuick
import QtQuick.Templates as T
import "../Theme"
import "Format.js" as Format

// The vote: how many seed it, and whether we do. Pressing it starts or stops seeding.
T.AbstractButton {
    id: box

    required property int seeds
    required property string source
    required property int seenAt
    required property bool seeding
    required property bool pending
    required property int now
    property bool flat: false

    readonly property string provenance: {
        const known = [];
        if (seeding)
            known.push(qsTr("you seed it"));
        if (source === "dht")
            known.push(qsTr("counted in the DHT %1").arg(Format.ago(seenAt, now)));
        else if (source === "swarm")
            known.push(qsTr("peers that proved it %1").arg(Format.ago(seenAt, now)));
        if (known.length === 0)
            known.push(qsTr("nobody is known to seed it yet"));
        return known.join(" · ");
    }
    readonly property string counted: Format.quantity(seeds, qsTr("1 seed"), qsTr("%1 seeds"))
    readonly property string deed: pending ? qsTr("cancel") : seeding ? qsTr("stop seeding") : qsTr("upvote: seed it")

    implicitWidth: Math.round((flat ? 58 : 52) * Theme.scale)
    implicitHeight: Math.round((flat ? 26 : 56) * Theme.scale)
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: counted + ", " + deed
    Accessible.description: provenance
    Accessible.checkable: true
    Accessible.checked: seeding
    Keys.onReturnPressed: box.click()

    contentItem: Item {
        Grid {
            anchors.centerIn: parent
            columns: box.flat ? 2 : 1
            spacing: box.flat ? 5 : 3
            horizontalItemAlignment: Grid.AlignHCenter
            verticalItemAlignment: Grid.AlignVCenter

            Icon {
                visible: !box.pending
                name: "up"
                filled: box.seeding
                color: box.seeding ? Theme.accent : Theme.dim
                size: Math.round((box.flat ? 13 : 17) * Theme.scale)
            }
            Busy {
                visible: box.pending
                running: box.pending
                scale: 0.6
            }
            Text {
                textFormat: Text.PlainText
                text: Format.number(box.seeds)
                color: box.seeding ? Theme.accent : Theme.text
                font.pixelSize: box.flat ? Theme.small : Theme.body
                font.weight: Font.DemiBold
            }
        }
    }

    background: Rectangle {
        radius: Theme.radius
        color: box.seeding ? Theme.accentBackground : box.hovered ? Theme.hover : box.flat ? "transparent" : Theme.background
        border.width: box.hovered && !box.flat ? 1 : 0
        border.color: Theme.accent

        FocusRing {
            of: box
            visible: box.visualFocus
        }
    }

    Hint {
        text: box.counted + " · " + box.provenance + "\n" + qsTr("Press to %1").arg(box.deed)
        shown: box.hovered || box.visualFocus
    }
}
