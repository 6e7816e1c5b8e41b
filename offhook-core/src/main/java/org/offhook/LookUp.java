package org.offhook;

import java.util.List;
import org.offhook.dns.LookUpStep;

/**
 * What a look-up of {@link NameLookUps} brought: good if it found something.
 *
 * <pre>{@code
 * LookUp<SipUri> found = endpoint.dns().enumLookUp("+1 555 0100").await();
 * System.out.println(found.isOk() ? found.found().getFirst() : found.reason());
 * }</pre>
 *
 * @param <T> what was looked for
 */
public final class LookUp<T> extends OutcomeBase {

  private final List<T> found;
  private final List<LookUpStep> steps;

  LookUp(List<T> found, String reason, List<LookUpStep> steps) {
    super(!found.isEmpty(), reason);
    this.found = List.copyOf(found);
    this.steps = List.copyOf(steps);
  }

  /** What was found, the best first; empty if there is nothing. */
  public List<T> found() {
    return found;
  }

  /** How it was found: each question, who was asked, and what came. */
  public List<LookUpStep> steps() {
    return steps;
  }
}
