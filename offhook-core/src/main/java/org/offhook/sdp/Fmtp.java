package org.offhook.sdp;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The {@code fmtp} attribute: parameters of one format (RFC 8866 section 6.15).
 *
 * <p>The text is kept exactly; {@link #parameter} reads the usual {@code key=value;key=value} form,
 * which not every codec uses (see {@link TelephoneEvents}).
 *
 * @param format the format as the m= line has it
 * @param text the parameters, as they stand
 */
public record Fmtp(String format, String text) {

  /**
   * Parameters of a format.
   *
   * @throws IllegalArgumentException if the format is no field or the text has a line break or NUL
   */
  public Fmtp {
    SdpText.requireField(format, "format");
    SdpText.requireLine(text);
  }

  static @Nullable Fmtp read(String value) {
    // Tolerance: a space behind the colon.
    String text = value.stripLeading();
    int space = text.indexOf(' ');
    if (space < 0 || SdpText.hasControl(text.substring(0, space), true)) {
      return null;
    }
    return new Fmtp(text.substring(0, space), text.substring(space + 1));
  }

  /** The parameters, in their order, names in lower case; a word without equals sign has "". */
  public Map<String, String> parameters() {
    var parameters = new LinkedHashMap<String, String>();
    for (String part : text.split(";", -1)) {
      int equals = part.indexOf('=');
      String key = (equals < 0 ? part : part.substring(0, equals)).strip();
      if (!key.isEmpty()) {
        String value = equals < 0 ? "" : part.substring(equals + 1).strip();
        parameters.putIfAbsent(key.toLowerCase(Locale.ROOT), value);
      }
    }
    return Collections.unmodifiableMap(parameters);
  }

  /** The value of one parameter, whose name is compared without regard to case. */
  public Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters().get(name.toLowerCase(Locale.ROOT)));
  }

  /** The value of the attribute: {@code 101 0-15}. */
  @Override
  public String toString() {
    return format + " " + text;
  }
}
