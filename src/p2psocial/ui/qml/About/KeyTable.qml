pragma ComponentBehavior: Bound
import QtQuick
import "../Components"
import "../Theme"

// Every key that does something, by where it does it.
Panel {
    id: table

    readonly property var groups: [
        {
            title: qsTr("Everywhere"),
            keys: [["N", qsTr("Write a post")], ["/  Ctrl+K", qsTr("Search")], ["Alt+1 … Alt+5", qsTr("Day, week, month, year, all")], ["Esc  Alt+←", qsTr("Back")], ["Ctrl+,", qsTr("Settings")], ["Ctrl +  −  0", qsTr("Larger, smaller, usual text")], ["?  F1", qsTr("This table")], ["Tab", qsTr("To the next thing that can be pressed")]]
        },
        {
            title: qsTr("In a list or a thread"),
            keys: [["J  K", qsTr("Next, previous")], ["Enter", qsTr("Open")], ["U", qsTr("Seed it, or stop")], ["R", qsTr("Reply")], ["C", qsTr("Collapse a branch")], ["F5", qsTr("Read anew")]]
        },
        {
            title: qsTr("While writing"),
            keys: [["Ctrl+Enter", qsTr("Publish")], ["Esc", qsTr("Back; what is written stays as a draft")]]
        }
    ]

    objectName: "keyTable"
    title: qsTr("Keys")
    explanation: qsTr("Single letters do nothing while you type.")

    Repeater {
        model: table.groups

        Column {
            id: group

            required property var modelData

            width: table.width - 36
            spacing: 6

            Words {
                width: parent.width
                text: group.modelData.title
                font.weight: Font.DemiBold
            }
            Repeater {
                model: group.modelData.keys

                Row {
                    id: line

                    required property var modelData

                    width: group.width
                    spacing: 12
                    Accessible.role: Accessible.StaticText
                    Accessible.name: line.modelData[0] + ": " + line.modelData[1]

                    Words {
                        width: Math.round(130 * Theme.scale)
                        text: line.modelData[0]
                        font.family: "monospace"
                        color: Theme.accent
                    }
                    Words {
                        width: parent.width - Math.round(130 * Theme.scale) - parent.spacing
                        text: line.modelData[1]
                    }
                }
            }
        }
    }
}
