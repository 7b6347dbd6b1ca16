import QtQuick
import "../Theme"

// A field with its name above, and below it what is wrong with what stands in it, or what it means.
Column {
    id: labelled

    property alias field: field
    property alias text: field.text
    // What stands after the field, on its line.
    default property alias after: line.data
    property string label: ""
    property string hint: ""
    property string note: ""
    property string trouble: ""
    property string placeholder: ""
    property string unit: ""
    property int fieldWidth: width

    signal edited(string text)
    signal accepted

    spacing: 5

    Words {
        width: parent.width
        visible: text !== ""
        text: labelled.label
        font.weight: Font.Medium
    }
    Row {
        id: line

        width: parent.width
        spacing: 8

        Field {
            id: field

            width: Math.min(labelled.fieldWidth, parent.width)
            label: labelled.label
            placeholder: labelled.placeholder
            wrong: labelled.trouble !== ""
            Accessible.description: labelled.trouble !== "" ? labelled.trouble : labelled.hint
            onTextEdited: labelled.edited(text)
            onAccepted: labelled.accepted()
        }
        Words {
            height: field.height
            visible: text !== ""
            text: labelled.unit
            color: Theme.dim
            verticalAlignment: Text.AlignVCenter
            wrapMode: Text.NoWrap
        }
    }
    Words {
        width: parent.width
        visible: text !== "" && labelled.trouble === ""
        text: labelled.hint
        color: Theme.dim
        font.pixelSize: Theme.small
    }
    Trouble {
        width: parent.width
        text: labelled.trouble !== "" ? labelled.trouble : labelled.note
    }
}
