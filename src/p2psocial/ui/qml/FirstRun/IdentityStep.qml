import QtQuick
import "../Components"
import "../Identities"
import "../Theme"

Step {
    id: step

    readonly property var mine: app.identities.state
    readonly property var care: app.care.state
    readonly property bool known: mine.known && mine.current !== ""
    readonly property bool restores: way.current === "restore"

    title: qsTr("Who you are")
    explanation: known ? qsTr("There is an identity on this computer already. More can be made later, under Identities.") : qsTr("Your identity is a key. It is made here; nobody has to be asked, and nothing about you is needed.")
    first: known ? null : restores ? words.editor : nick.field
    ready: mine.known && !care.busy && (known || (restores ? words.count === 24 : nick.trouble === ""))
    onAdvance: {
        if (known)
            finished();
        else if (restores)
            app.care.restore(words.text, "");
        else
            app.care.create_first(nick.text);
    }

    Connections {
        target: step.app.care

        function onDone(action: string, _fingerprint: string) {
            // Who has typed the words need not be shown them.
            if (action === "restore")
                step.app.welcome.go_to("limits");
            else if (action === "create")
                step.finished();
        }
    }

    Panel {
        width: parent.width
        visible: step.known

        Author {
            objectName: "currentIdentity"
            nick: step.mine.nick
            fingerprint: step.mine.current
            pixelSize: Theme.body
            activeFocusOnTab: false
        }
    }
    Segments {
        id: way

        objectName: "identityWay"
        visible: !step.known
        current: "new"
        label: qsTr("A new identity, or one that you have")
        choices: [
            {
                value: "new",
                text: qsTr("New identity")
            },
            {
                value: "restore",
                text: qsTr("I have 24 words")
            }
        ]
        onChosen: value => {
            current = value;
            step.app.care.forget_trouble();
        }
    }
    LabelledField {
        id: nick

        width: parent.width
        visible: !step.known && !step.restores
        label: qsTr("Nick (optional)")
        hint: qsTr("Stands beside what you write, and can be changed. Others may take the same one: so a short fingerprint of your key is always shown with it.")
        trouble: step.app.care.nick_trouble(text)
        fieldWidth: Math.round(320 * Theme.scale)
        field.objectName: "nick"
        onAccepted: if (step.ready)
            step.advance()
    }
    PhraseInput {
        id: words

        width: parent.width
        visible: !step.known && step.restores
    }
    Words {
        objectName: "identityTrouble"
        width: parent.width
        visible: text !== ""
        text: step.care.trouble
        color: Theme.danger
        Accessible.role: Accessible.AlertMessage
        Accessible.name: text
    }
}
