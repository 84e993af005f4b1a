// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/base/SecretBytes.h"
#include "core/model/Ids.h"
#include "core/model/Words.h"

#include <QByteArrayView>
#include <QJsonObject>
#include <QList>
#include <QRegularExpression>

#include <optional>

namespace drawbridge {

enum class KeyEnvironment { Live, Test };
DRAWBRIDGE_WORDS(KeyEnvironment,
                 2,
                 {KeyEnvironment::Live, u"live"},
                 {KeyEnvironment::Test, u"test"});

/// How sure the shape of a text makes us: a prefix of the provider's own, or a shape others may have too.
enum class Certainty { High, Medium, Low };
DRAWBRIDGE_WORDS(Certainty,
                 3,
                 {Certainty::High, u"high"},
                 {Certainty::Medium, u"medium"},
                 {Certainty::Low, u"low"});

/// What a text was recognised as. It does not hold the text.
struct RecognizedKey
{
    AppId app;        ///< of the catalog; where `provider` is told, it may not be there
    QString provider; ///< whose key it is, where the catalog may have no profile of the app
    QString format;   ///< id of the key format
    QString kind;     ///< "secret-key"
    QString label;    ///< for the owner: "Stripe secret key"
    std::optional<KeyEnvironment> environment; ///< nothing: the key does not say
    Certainty certainty = Certainty::High;
};

/// Tells by its shape alone which app a pasted key is of. Copies are cheap; any thread may ask.
class KeyRecognizer
{
public:
    [[nodiscard]] std::optional<RecognizedKey> recognize(QByteArrayView text) const;
    [[nodiscard]] std::optional<RecognizedKey> recognize(const SecretBytes &text) const;

    /// Takes in one file of resources/catalog/keys, called `name` in errors. InvalidInput names what is wrong.
    [[nodiscard]] Result<void> add(const QJsonObject &file, const QString &name);
    /// Compiles every expression, which add() leaves to the first use, and refuses ids that are there twice.
    [[nodiscard]] Result<void> check() const;
    /// What can be recognised, surest first.
    [[nodiscard]] QList<RecognizedKey> formats() const;
    /// The expression of a whole key of this format; empty where there is none.
    [[nodiscard]] QString patternOf(QStringView format) const;
    /// Whether `format` is one of `app`'s.
    [[nodiscard]] bool has(QStringView format, const AppId &app) const;

private:
    struct Format
    {
        RecognizedKey meaning;
        QString pattern;
        QRegularExpression expression;
    };
    QList<Format> m_formats;
};

} // namespace drawbridge
