package org.offhook.eventpackage;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A class of messages, by the name of its line such as {@code Voice-Message}: RFC 3842 §5.2, RFC
 * 3458. Names are equal whatever their case. See {@link MessageSummary} for an example.
 */
public final class MessageClass {

  /** {@code Voice-Message}. */
  public static final MessageClass VOICE = new MessageClass("Voice-Message");

  /** {@code Fax-Message}. */
  public static final MessageClass FAX = new MessageClass("Fax-Message");

  /** {@code Pager-Message}. */
  public static final MessageClass PAGER = new MessageClass("Pager-Message");

  /** {@code Multimedia-Message}. */
  public static final MessageClass MULTIMEDIA = new MessageClass("Multimedia-Message");

  /** {@code Text-Message}. */
  public static final MessageClass TEXT = new MessageClass("Text-Message");

  /** {@code None}: messages of no class. */
  public static final MessageClass NONE = new MessageClass("None");

  private final String name;

  private MessageClass(String name) {
    this.name = name;
  }

  /**
   * A class of any name.
   *
   * @throws IllegalArgumentException if the name is no token
   */
  public static MessageClass of(String name) {
    if (!SummaryReader.isToken(name)) {
      throw new IllegalArgumentException(
          "'" + name + "' is no name of a message class; use letters, digits and '-'");
    }
    return new MessageClass(name);
  }

  /** The name as written. */
  public String name() {
    return name;
  }

  @Override
  public String toString() {
    return name;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MessageClass that && name.equalsIgnoreCase(that.name);
  }

  @Override
  public int hashCode() {
    return name.toLowerCase(Locale.ROOT).hashCode();
  }
}
