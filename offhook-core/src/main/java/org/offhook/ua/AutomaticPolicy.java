package org.offhook.ua;

import java.util.EnumMap;
import java.util.Map;

/** The {@link AutoMode} of each {@link Automatic} step (RFC 3261 §8.1.3). Immutable. */
public final class AutomaticPolicy {

  /** Everything is {@link AutoMode#AUTO}. */
  public static final AutomaticPolicy ALL = new AutomaticPolicy(new EnumMap<>(Automatic.class));

  private final EnumMap<Automatic, AutoMode> exceptions;

  private AutomaticPolicy(EnumMap<Automatic, AutoMode> exceptions) {
    this.exceptions = exceptions;
  }

  /** All steps as in the map; those it lacks are {@link AutoMode#AUTO}. */
  public static AutomaticPolicy of(Map<Automatic, AutoMode> modes) {
    var policy = ALL;
    for (var entry : modes.entrySet()) {
      policy = policy.with(entry.getKey(), entry.getValue());
    }
    return policy;
  }

  /** Who takes the step. */
  public AutoMode mode(Automatic step) {
    return exceptions.getOrDefault(step, AutoMode.AUTO);
  }

  /** The same with another mode for one step. */
  public AutomaticPolicy with(Automatic step, AutoMode mode) {
    var copy = new EnumMap<>(exceptions);
    copy.put(step, mode);
    return new AutomaticPolicy(copy);
  }

  @Override
  public String toString() {
    return "AutomaticPolicy" + exceptions;
  }
}
