package org.offhook.sdp;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which payload number meant which codec in each medium of a session so far; a number keeps its
 * meaning for as long as the session lasts (RFC 3264 section 8.3.2).
 *
 * <p>Example: {@code history = history.and(sentDescription)} after each description that was sent.
 */
public final class PayloadNumbers {

  /** Nothing used so far. */
  public static final PayloadNumbers NONE = new PayloadNumbers(Map.of());

  private record Slot(int medium, String format) {}

  private final Map<Slot, RtpMap> used;

  private PayloadNumbers(Map<Slot, RtpMap> used) {
    this.used = used;
  }

  /** These numbers and those that a description of the same side uses. */
  public PayloadNumbers and(SessionDescription description) {
    var all = new LinkedHashMap<>(used);
    for (int i = 0; i < description.media().size(); i++) {
      for (var codec : description.media().get(i).codecs()) {
        all.putIfAbsent(new Slot(i, codec.format()), codec);
      }
    }
    return new PayloadNumbers(all);
  }

  /** Whether a medium's number may mean this codec. */
  boolean allows(int medium, RtpMap codec) {
    var before = used.get(new Slot(medium, codec.format()));
    return before == null || before.sameCodec(codec);
  }

  /** The number that a codec had in a medium; null if it had none. */
  @Nullable String formerNumber(int medium, RtpMap codec) {
    for (var entry : used.entrySet()) {
      if (entry.getKey().medium() == medium && entry.getValue().sameCodec(codec)) {
        return entry.getKey().format();
      }
    }
    return null;
  }
}
