package org.offhook.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a device can do, as feature parameters of Contact, Accept-Contact and Reject-Contact: RFC
 * 3840 section 9. Immutable.
 *
 * <p>Example: {@code Features.NONE.with("audio").with("methods", "INVITE", "BYE")}.
 */
public final class Features {

  /** Nothing is said. */
  public static final Features NONE = new Features(Parameters.EMPTY);

  /** The tags that stand without a plus sign (section 9). */
  private static final Set<String> BASE =
      Set.of(
          "audio",
          "automata",
          "class",
          "duplex",
          "data",
          "control",
          "mobility",
          "description",
          "events",
          "priority",
          "methods",
          "schemes",
          "application",
          "video",
          "language",
          "type",
          "isfocus",
          "actor",
          "text",
          "extensions");

  private final Parameters params;

  private Features(Parameters params) {
    this.params = params;
  }

  /** The features that a Contact tells; its other parameters are left out. */
  public static Features of(Contact contact) {
    return contact.isStar() ? NONE : among(contact.address().params());
  }

  /** Those of these parameters that are features. */
  static Features among(Parameters all) {
    var kept = all;
    for (var name : all.names()) {
      if (!isTag(name)) {
        kept = kept.without(name);
      }
    }
    return new Features(kept);
  }

  private static boolean isTag(String name) {
    return name.startsWith("+") ? name.length() > 1 : BASE.contains(Ascii.lower(name));
  }

  /** The tags in order, such as {@code audio} or {@code +sip.instance}. */
  public List<String> tags() {
    return params.names();
  }

  /** Whether the device says that it has this feature; {@code ="FALSE"} says that it has not. */
  public boolean has(String tag) {
    return params.has(tag) && !values(tag).equals(List.of("FALSE"));
  }

  /**
   * The values of a feature in order; a value that begins with {@code !} is one that it has not.
   * None for a flag; one for a text, without its angle brackets. TRUE and FALSE in capitals.
   */
  public List<String> values(String tag) {
    var text = params.get(tag).orElse("").strip();
    if (text.startsWith("<") && text.endsWith(">")) {
      return List.of(text.substring(1, text.length() - 1));
    }
    var values = new ArrayList<String>();
    for (var part : text.split(",", -1)) {
      var value = part.strip();
      if (!value.isEmpty()) {
        boolean truth = value.equalsIgnoreCase("TRUE") || value.equalsIgnoreCase("FALSE");
        values.add(truth ? value.toUpperCase(java.util.Locale.ROOT) : value);
      }
    }
    return List.copyOf(values);
  }

  /**
   * The same with one more feature.
   *
   * @param values none for a flag
   * @throws IllegalArgumentException if the tag is none of RFC 3840 section 9: other ones begin
   *     with a plus sign
   */
  public Features with(String tag, String... values) {
    for (var value : values) {
      if (value.isEmpty() || value.chars().anyMatch(c -> "<>\",".indexOf(c) >= 0)) {
        throw new IllegalArgumentException("'" + value + "' is no value; use withText for a text");
      }
    }
    return new Features(
        values.length == 0
            ? params.with(checked(tag), null)
            : params.withQuoted(checked(tag), String.join(",", values)));
  }

  /** The same with a feature whose value is one text, as that of {@code +sip.instance}. */
  public Features withText(String tag, String text) {
    if (text.indexOf('>') >= 0) {
      throw new IllegalArgumentException("a feature's text has no '>': " + text);
    }
    return new Features(params.withQuoted(checked(tag), "<" + text + ">"));
  }

  private static String checked(String tag) {
    if (!isTag(Ascii.checkedToken("feature tag", tag))) {
      throw new IllegalArgumentException(
          "'" + tag + "' is no base tag of RFC 3840; other tags begin with '+'");
    }
    return tag;
  }

  /** The text of a feature such as {@code description}, without its angle brackets. */
  public Optional<String> text(String tag) {
    return values(tag).stream().findFirst();
  }

  /** Whether nothing is said. */
  public boolean isEmpty() {
    return params.isEmpty();
  }

  /** The contact with these features beside what it says already. */
  public Contact on(Contact contact) {
    if (isEmpty() || contact.isStar()) {
      return contact;
    }
    var all = contact.address().params();
    for (var tag : params.names()) {
      all = all.withRawOf(tag, params);
    }
    return Contact.of(contact.address().withParams(all));
  }

  /** The wire text, {@code ;audio;methods="INVITE,BYE"}. */
  @Override
  public String toString() {
    return params.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Features that && params.equals(that.params);
  }

  @Override
  public int hashCode() {
    return params.hashCode();
  }
}
