// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/SecretField.h"

#include "ui/kit/Icons.h"
#include "ui/kit/Painting.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QMenu>

#include <cstring>

namespace drawbridge::ui {

namespace {

constexpr qreal dotStep = 9;
constexpr qreal sidePadding = 12;

bool isContinuation(char byte)
{
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

int charactersIn(QByteArrayView utf8)
{
    int count = 0;
    for (const char byte : utf8) {
        if (!isContinuation(byte))
            ++count;
    }
    return count;
}

bool isSpace(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

} // namespace

SecretField::SecretField(const QString &name, QWidget *parent)
    : QWidget(parent)
    , m_buffer(SecretBytes::ofSize(maxBytes))
{
    setAccessibleName(name);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::IBeamCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAttribute(Qt::WA_InputMethodEnabled);
    setInputMethodHints(Qt::ImhHiddenText | Qt::ImhSensitiveData | Qt::ImhNoPredictiveText
                        | Qt::ImhNoAutoUppercase);
}

SecretField::~SecretField() = default;

void SecretField::setPlaceholder(const QString &text)
{
    m_placeholder = text;
    update();
}

void SecretField::setInvalid(bool invalid)
{
    m_invalid = invalid;
    update();
}

SecretBytes SecretField::copySecret() const
{
    QByteArrayView typed = m_buffer.reveal().first(m_bytes);
    while (!typed.isEmpty() && isSpace(typed.front()))
        typed = typed.sliced(1);
    while (!typed.isEmpty() && isSpace(typed.back()))
        typed.chop(1);
    return SecretBytes::copyOf(typed);
}

SecretBytes SecretField::takeSecret()
{
    SecretBytes secret = copySecret();
    clear();
    return secret;
}

void SecretField::clear()
{
    const bool hadText = m_bytes > 0;
    const std::span<std::byte> bytes = m_buffer.writable();
    std::memset(bytes.data(), 0, static_cast<size_t>(m_bytes));
    m_bytes = 0;
    m_length = 0;
    m_caret = 0;
    m_allSelected = false;
    if (hadText)
        changed();
}

QSize SecretField::sizeHint() const
{
    return {280, controlHeight + 2};
}

qsizetype SecretField::byteAt(int character) const
{
    const QByteArrayView bytes = m_buffer.reveal().first(m_bytes);
    qsizetype at = 0;
    for (int seen = 0; at < bytes.size(); ++at) {
        if (!isContinuation(bytes[at]) && seen++ == character)
            break;
    }
    return at;
}

void SecretField::insert(QString &text)
{
    if (m_allSelected)
        clear();
    QString shown;
    for (const QChar character : std::as_const(text)) {
        if (character.isPrint() || character.isSurrogate() || character == u'\n')
            shown += character;
    }
    const SecretBytes added = SecretBytes::takeFrom(shown);
    if (added.isEmpty() || m_bytes + added.size() > maxBytes)
        return;
    const qsizetype at = byteAt(m_caret);
    const std::span<std::byte> bytes = m_buffer.writable();
    std::byte *const gap = bytes.data() + at;
    std::memmove(gap + added.size(), gap, static_cast<size_t>(m_bytes - at));
    std::memcpy(gap, added.reveal().data(), static_cast<size_t>(added.size()));
    m_bytes += added.size();
    const int characters = charactersIn(added.reveal());
    m_length += characters;
    m_caret += characters;
    changed();
}

void SecretField::paste()
{
    QString text = QGuiApplication::clipboard()->text();
    if (text.isEmpty())
        return;
    if (m_expectsAnother)
        clear();
    insert(text);
    wipe(text);
    Q_EMIT pasted();
}

void SecretField::setSecret(const SecretBytes &secret)
{
    clear();
    QString text = QString::fromUtf8(secret.reveal());
    insert(text);
    wipe(text);
    Q_EMIT pasted();
}

void SecretField::removeBefore()
{
    if (m_allSelected) {
        clear();
    } else if (m_caret > 0) {
        --m_caret;
        removeAfter();
    }
}

void SecretField::removeAfter()
{
    if (m_allSelected) {
        clear();
        return;
    }
    if (m_caret >= m_length)
        return;
    const qsizetype from = byteAt(m_caret);
    const qsizetype to = byteAt(m_caret + 1);
    const std::span<std::byte> bytes = m_buffer.writable();
    std::memmove(bytes.data() + from, bytes.data() + to, static_cast<size_t>(m_bytes - to));
    std::memset(bytes.data() + (m_bytes - (to - from)), 0, static_cast<size_t>(to - from));
    m_bytes -= to - from;
    --m_length;
    changed();
}

void SecretField::changed()
{
    m_invalid = false;
    m_allSelected = false;
    m_expectsAnother = false;
    update();
    Q_EMIT edited();
}

bool SecretField::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        // Otherwise a shortcut of the window could take what belongs into the field.
        auto *key = static_cast<QKeyEvent *>(event);
        if (key->matches(QKeySequence::Paste) || key->matches(QKeySequence::SelectAll)
            || (key->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) == Qt::NoModifier)
            key->accept();
    }
    return QWidget::event(event);
}

void SecretField::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Paste)) {
        paste();
        return;
    }
    if (event->matches(QKeySequence::SelectAll)) {
        m_allSelected = m_length > 0;
        update();
        return;
    }
    const int caretBefore = m_caret;
    const bool selectedBefore = m_allSelected;
    switch (event->key()) {
    case Qt::Key_Backspace:
        removeBefore();
        return;
    case Qt::Key_Delete:
        removeAfter();
        return;
    case Qt::Key_Left:
        m_caret = std::max(0, m_caret - 1);
        break;
    case Qt::Key_Right:
        m_caret = std::min(m_length, m_caret + 1);
        break;
    case Qt::Key_Home:
        m_caret = 0;
        break;
    case Qt::Key_End:
        m_caret = m_length;
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        Q_EMIT returnPressed();
        event->ignore(); // the dialog around it has a button for this key
        return;
    default: {
        QString text = event->text();
        const bool typed = !text.isEmpty() && text.front().isPrint()
            && !(event->modifiers() & (Qt::ControlModifier | Qt::MetaModifier));
        if (!typed) {
            event->ignore();
            return;
        }
        insert(text);
        return;
    }
    }
    m_allSelected = false;
    if (caretBefore != m_caret || selectedBefore)
        update();
}

void SecretField::inputMethodEvent(QInputMethodEvent *event)
{
    // Composed characters arrive here when they are final; what is being composed is never shown.
    QString text = event->commitString();
    if (!text.isEmpty())
        insert(text);
    event->accept();
}

QVariant SecretField::inputMethodQuery(Qt::InputMethodQuery query) const
{
    switch (query) {
    case Qt::ImEnabled:
        return isEnabled();
    case Qt::ImHints:
        return static_cast<int>(inputMethodHints());
    case Qt::ImSurroundingText:
    case Qt::ImCurrentSelection:
    case Qt::ImTextBeforeCursor:
    case Qt::ImTextAfterCursor:
        return {};
    default:
        return QWidget::inputMethodQuery(query);
    }
}

void SecretField::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_allSelected = false;
    m_caret = m_length;
    update();
}

void SecretField::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(icon(Icon::Clipboard), tr("Paste"), this, &SecretField::paste)
        ->setEnabled(!QGuiApplication::clipboard()->text().isEmpty());
    menu->addAction(icon(Icon::Close), tr("Clear"), this, &SecretField::clear)
        ->setEnabled(!isEmpty());
    menu->popup(event->globalPos());
}

void SecretField::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    const Tokens &t = tokens();
    QPainter painter(this);
    const QRectF box(rect());
    paintBox(painter,
             box,
             controlRadius,
             isEnabled() ? t.card : t.hover,
             m_invalid ? t.danger : t.borderStrong);
    if (hasFocus())
        paintFocusRing(painter, box, controlRadius);

    const QRectF inner = box.adjusted(sidePadding, 0, -sidePadding, 0);
    painter.setClipRect(inner.adjusted(-2, 0, 2, 0));
    painter.setRenderHint(QPainter::Antialiasing);
    const qreal middle = inner.center().y();
    // A long key scrolls so that the caret stays in sight.
    const qreal shift = std::max(0.0, m_caret * dotStep - inner.width() + 2);
    const qreal left = inner.x() - shift;
    if (m_allSelected)
        painter.fillRect(QRectF(left, middle - 9, m_length * dotStep, 18), t.accentSoft);
    if (m_length == 0 && !m_placeholder.isEmpty()) {
        painter.setPen(t.text2);
        painter.drawText(inner, Qt::AlignVCenter | Qt::AlignLeft, m_placeholder);
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(isEnabled() ? t.text1 : t.text3);
    for (int i = 0; i < m_length; ++i) {
        const qreal x = left + i * dotStep + dotStep / 2;
        if (x > inner.x() - dotStep && x < inner.right() + dotStep)
            painter.drawEllipse(QPointF(x, middle), 2.6, 2.6);
    }
    if (hasFocus())
        painter.fillRect(QRectF(left + m_caret * dotStep, middle - 8, 1, 16), t.text1);
}

void SecretField::hideEvent(QHideEvent *event)
{
    // Behind the unlock screen or on another page nothing may stay in the field.
    if (!event->spontaneous())
        clear();
    QWidget::hideEvent(event);
}

void SecretField::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    update();
}

void SecretField::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    m_allSelected = false;
    update();
}

} // namespace drawbridge::ui
