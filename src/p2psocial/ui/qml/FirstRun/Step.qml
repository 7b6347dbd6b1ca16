import QtQuick
import "../Components"
import "../Theme"

// One step of the first run. It says when it is done: `advance` asks for that, `finished` grants it.
Column {
    id: step

    required property var app
    property string title: ""
    property string explanation: ""
    property string next: qsTr("Next")
    property string skip: ""
    property bool ready: true
    property Item first: null

    signal advance
    signal skipping
    signal finished

    spacing: 18

    Words {
        width: parent.width
        text: step.title
        font.pixelSize: Theme.huge
        font.weight: Font.DemiBold
        Accessible.role: Accessible.Heading
        Accessible.name: text
    }
    Words {
        width: parent.width
        visible: text !== ""
        text: step.explanation
        color: Theme.dim
        font.pixelSize: Theme.body
        lineHeight: 1.25
    }
}
