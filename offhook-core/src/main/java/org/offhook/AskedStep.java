package org.offhook;

import org.offhook.message.SipMessage;
import org.offhook.ua.Automatic;

/**
 * An automatic action that is set to {@link org.offhook.ua.AutoMode#MANUAL} and waits for the
 * application: one verb does the step, another leaves it.
 *
 * <pre>{@code
 * if (event instanceof CallEvent.Asked asked && asked.step().action() == Automatic.FOLLOW_REDIRECT) {
 *   asked.step().proceed();
 * }
 * }</pre>
 */
public final class AskedStep {

  /** The two ways on; run on the loop. */
  interface Steps {
    void proceed();

    void decline();
  }

  private final Automatic action;
  private final SipMessage cause;
  private final java.util.function.Consumer<Runnable> loop;
  private final Steps steps;
  private boolean decided;

  AskedStep(
      Automatic action, SipMessage cause, java.util.function.Consumer<Runnable> loop, Steps steps) {
    this.action = action;
    this.cause = cause;
    this.loop = loop;
    this.steps = steps;
  }

  /** Which action. */
  public Automatic action() {
    return action;
  }

  /** The message that gave the occasion: a 401, a 302, a BYE … */
  public SipMessage cause() {
    return cause;
  }

  /** Does the step. Has an effect once, and none when the moment is over. Any thread. */
  public void proceed() {
    loop.accept(() -> once(steps::proceed));
  }

  /** Leaves the step: the message is then treated as if the action were off. Any thread. */
  public void decline() {
    loop.accept(() -> once(steps::decline));
  }

  /** On the loop. */
  private void once(Runnable step) {
    if (!decided) {
      decided = true;
      step.run();
    }
  }

  @Override
  public String toString() {
    return action.toString();
  }
}
