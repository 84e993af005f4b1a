// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/kit/TextRole.h"
#include "ui/kit/Tokens.h"

#include <QLabel>
#include <QTextLayout>

#include <array>
#include <optional>

namespace drawbridge::ui {

enum class Wrap { No, Yes };

enum class Emphasis { None, Strong, Accent };

struct TextSpan
{
    QString text;
    Emphasis emphasis = Emphasis::None;
};

/// The only label there is: always plain text, in one of the roles of the type scale.
class PlainLabel : public QLabel
{
    Q_OBJECT

public:
    explicit PlainLabel(TextRole role = TextRole::Body, QWidget *parent = nullptr);
    PlainLabel(const QString &text, TextRole role, Wrap wrap = Wrap::No, QWidget *parent = nullptr);

    [[nodiscard]] TextRole role() const { return m_role; }
    void setRole(TextRole role);
    /// Another ink than the role's: a caption in a warning's colour.
    void setInk(Ink ink);
    /// One paragraph of several pieces: "your key goes to" + "api.stripe.com" in bold. Still plain text.
    void setSpans(const QList<TextSpan> &spans);
    /// The owner may mark and copy the text with mouse and keyboard.
    void setSelectable(bool selectable);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] int heightForWidth(int width) const override;

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void takeInk();
    [[nodiscard]] bool isSetByUs() const;
    [[nodiscard]] QList<QTextLayout::FormatRange> formats() const;
    qreal breakLines(QTextLayout &layout, qreal width) const;

    /// Layouts ask for a few widths again and again, and breaking lines is the dearest thing they do.
    struct Measured
    {
        QString text;
        int width = -1;
        int height = 0;
    };

    TextRole m_role;
    std::optional<Ink> m_ink;
    QList<TextSpan> m_spans;
    mutable std::array<Measured, 4> m_measured;
    mutable std::size_t m_nextMeasured = 0;
};

/// One line that gives way: cut with an ellipsis when it does not fit, whole in the tool tip.
class ElidedLabel final : public PlainLabel
{
    Q_OBJECT

public:
    explicit ElidedLabel(TextRole role = TextRole::Body, QWidget *parent = nullptr);
    ElidedLabel(const QString &text, TextRole role, QWidget *parent = nullptr);

    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
};

} // namespace drawbridge::ui
