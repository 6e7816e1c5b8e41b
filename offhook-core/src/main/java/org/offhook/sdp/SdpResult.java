package org.offhook.sdp;

import java.util.List;
import java.util.Optional;

/**
 * What came of reading a session description (RFC 8866): the description, or the line at fault.
 *
 * <pre>{@code
 * switch (SessionDescription.parse(body)) {
 *   case SdpResult.Parsed p -> use(p.description());
 *   case SdpResult.Invalid i -> System.out.println("line " + i.line() + ": " + i.reason());
 * }
 * }</pre>
 */
public sealed interface SdpResult {

  /** The description; empty if there is no usable one. */
  default Optional<SessionDescription> readable() {
    return this instanceof Parsed parsed ? Optional.of(parsed.description()) : Optional.empty();
  }

  /**
   * The text is a usable description.
   *
   * @param description what was read
   * @param tolerated the faults that were forgiven, in the order of their lines; empty for
   *     well-formed text
   */
  record Parsed(SessionDescription description, List<Tolerated> tolerated) implements SdpResult {

    /** Copies the list. */
    public Parsed {
      tolerated = List.copyOf(tolerated);
    }
  }

  /**
   * The text is no usable description. In an offer this calls for 488 or 400 (RFC 3261 21.4.26).
   *
   * @param line the number of the line at fault, counted from 1
   * @param reason what is wrong, in words
   */
  record Invalid(int line, String reason) implements SdpResult {}

  /**
   * A fault that was forgiven.
   *
   * @param line the number of the line, counted from 1
   * @param reason what is wrong with it, in words
   */
  record Tolerated(int line, String reason) {}
}
