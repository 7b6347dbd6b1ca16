pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import "../Theme"

// One of many, opened on demand. `choices` is a list of {value, text}.
T.ComboBox {
    id: choice

    property var choices: []
    property string current: ""
    property string label: ""

    signal chosen(string value)

    model: choices
    textRole: "text"
    valueRole: "value"
    currentIndex: choices.findIndex(each => each.value === current)
    implicitHeight: Theme.control
    implicitWidth: Math.round(150 * Theme.scale)
    leftPadding: 12
    rightPadding: 32
    hoverEnabled: true
    Accessible.name: label
    onActivated: index => chosen(choices[index].value)

    contentItem: Text {
        textFormat: Text.PlainText
        text: choice.displayText
        color: Theme.text
        font.pixelSize: Theme.normal
        verticalAlignment: Text.AlignVCenter
        elide: Text.ElideRight
    }

    indicator: Icon {
        x: choice.width - width - 10
        y: (choice.height - height) / 2
        name: "down"
        color: Theme.dim
        size: Math.round(14 * Theme.scale)
    }

    background: Rectangle {
        radius: Theme.radius
        color: choice.hovered ? Theme.hover : Theme.card
        border.color: Theme.line

        FocusRing {
            of: choice
            visible: choice.visualFocus
        }
    }

    delegate: T.ItemDelegate {
        id: option

        required property var modelData
        required property int index

        width: choice.popup.width - 8
        implicitHeight: Theme.control
        highlighted: choice.highlightedIndex === index
        text: modelData.text
        contentItem: Text {
            leftPadding: 10
            textFormat: Text.PlainText
            text: option.modelData.text
            color: Theme.text
            font.pixelSize: Theme.normal
            font.weight: option.modelData.value === choice.current ? Font.DemiBold : Font.Normal
            verticalAlignment: Text.AlignVCenter
            elide: Text.ElideRight
        }
        background: Rectangle {
            radius: 6
            color: option.highlighted ? Theme.raised : "transparent"
        }
    }

    popup: T.Popup {
        y: choice.height + 4
        width: Math.max(choice.width, Math.round(180 * Theme.scale))
        implicitHeight: Math.min(list.contentHeight + 8, Math.round(320 * Theme.scale))
        padding: 4

        contentItem: ListView {
            id: list

            clip: true
            implicitHeight: contentHeight
            model: choice.popup.visible ? choice.delegateModel : null
            currentIndex: choice.highlightedIndex
            T.ScrollBar.vertical: Slider {}
        }
        background: Rectangle {
            radius: Theme.radius
            color: Theme.card
            border.color: Theme.line
        }
    }
}
