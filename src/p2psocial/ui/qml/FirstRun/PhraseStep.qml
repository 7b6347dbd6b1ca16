import QtQuick
import "../Components"
import "../Identities"

Step {
    id: step

    readonly property var care: app.care.state

    title: qsTr("Your recovery phrase")
    explanation: care.locked ? qsTr("This identity has a passphrase. Its 24 words are shown under Identities, once you give that.") : qsTr("These 24 words are your identity. With them you are yourself again on any computer; without them, an identity is lost with its disk. Write them on paper.")
    skip: care.locked || written.checked ? "" : qsTr("Skip for now")
    ready: written.checked || care.locked
    onAdvance: finished()
    onSkipping: warning.open()
    Component.onCompleted: app.care.show_words(app.identities.state.current, "")
    Component.onDestruction: app.care.hide_words()

    PhraseGrid {
        width: parent.width
        visible: step.care.words.length > 0
        words: step.care.words
        onCopied: step.app.care.copy_words()
    }
    Toggle {
        id: written

        objectName: "written"
        width: parent.width
        visible: !step.care.locked
        text: qsTr("I wrote them down")
    }
    Words {
        width: parent.width
        visible: text !== "" && !step.care.locked
        text: step.care.trouble
    }
    Sheet {
        id: warning

        title: qsTr("Go on without the words?")
        explanation: qsTr("If this computer is lost or its disk breaks, nobody can bring your identity back, and you can neither edit nor take back what you published. You find the words later under Identities.")
        accept: qsTr("Skip")
        reject: qsTr("Back to the words")
        dangerous: true
        onAccepted: {
            close();
            step.app.welcome.skip_phrase();
        }
    }
}
