pragma ComponentBehavior: Bound
import QtQuick

// Every step of the first run, to be made when it is its turn.
Item {
    id: kinds

    required property var app

    function named(step: string): Component {
        switch (step) {
        case "public":
            return publicStep;
        case "identity":
            return identity;
        case "phrase":
            return phrase;
        case "limits":
            return limits;
        case "boards":
            return boards;
        case "ready":
            return ready;
        default:
            return welcome;
        }
    }

    Component {
        id: welcome

        WelcomeStep {
            app: kinds.app
        }
    }
    Component {
        id: publicStep

        PublicStep {
            app: kinds.app
        }
    }
    Component {
        id: identity

        IdentityStep {
            app: kinds.app
        }
    }
    Component {
        id: phrase

        PhraseStep {
            app: kinds.app
        }
    }
    Component {
        id: limits

        LimitsStep {
            app: kinds.app
        }
    }
    Component {
        id: boards

        BoardsStep {
            app: kinds.app
        }
    }
    Component {
        id: ready

        ReadyStep {
            app: kinds.app
        }
    }
}
