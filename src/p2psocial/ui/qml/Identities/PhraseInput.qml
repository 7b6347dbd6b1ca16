import QtQuick
import "../Components"
import "../Theme"

// Where the 24 words of a recovery phrase are typed or pasted.
Column {
    id: input

    property alias text: area.text
    property alias editor: area.editor
    readonly property int count: area.text.trim() === "" ? 0 : area.text.trim().split(/\s+/).length

    spacing: 6

    Words {
        width: parent.width
        text: qsTr("Recovery phrase")
        font.weight: Font.Medium
    }
    Area {
        id: area

        objectName: "phraseInput"
        width: parent.width
        label: qsTr("The 24 words of the recovery phrase")
        placeholder: qsTr("The 24 words, in their order, with spaces between them")
        minimumLines: 4
        editor.objectName: "phraseEditor"
        editor.inputMethodHints: Qt.ImhSensitiveData | Qt.ImhNoPredictiveText | Qt.ImhNoAutoUppercase
    }
    Words {
        width: parent.width
        text: qsTr("%1 of 24 words").arg(input.count)
        color: input.count > 24 ? Theme.danger : Theme.dim
        font.pixelSize: Theme.small
    }
}
