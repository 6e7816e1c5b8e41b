package org.offhook.register;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.offhook.message.Contact;
import org.offhook.message.NameAddr;
import org.offhook.message.SipResponse;
import org.offhook.ua.Automatic;
import org.offhook.ua.UserAgentCore;

/**
 * The flows of one registration, each with its own REGISTERs and its own end: RFC 5626 §4.2. Mostly
 * there is one. It is registered while one of them is.
 */
public final class RegistrationSet {

  private final UserAgentCore core;
  private final RegistrationListener listener;
  private final List<RegistrationUse> flows = new ArrayList<>(1);

  /**
   * Prepares; {@link #start} begins.
   *
   * @param proxies the outbound proxies, one flow to each; empty: one flow as the plan says
   */
  public RegistrationSet(
      UserAgentCore core,
      RegistrationPlan plan,
      List<NameAddr> proxies,
      RegistrationListener listener) {
    this.core = core;
    this.listener = listener;
    if (proxies.isEmpty()) {
      add(plan);
    }
    for (var proxy : proxies) {
      var instance = plan.instance();
      add(plan.withInstance(instance.flow(flows.size() + 1, proxy)));
    }
  }

  private void add(RegistrationPlan plan) {
    var watching = new Watching();
    var use = new RegistrationUse(core, plan, watching);
    watching.use = use;
    use.beside(() -> others(use, RegistrationUse.State.REGISTERED));
    flows.add(use);
  }

  private boolean others(RegistrationUse than, RegistrationUse.State... states) {
    return flows.stream().anyMatch(flow -> flow != than && List.of(states).contains(flow.state()));
  }

  /** The flows, in the order of their reg-ids. */
  public List<RegistrationUse> flows() {
    return List.copyOf(flows);
  }

  /** Whether {@link #close} was called. */
  public boolean isClosed() {
    return flows.getFirst().state() == RegistrationUse.State.CLOSED;
  }

  /** The next hops that the last REGISTERs tried in vain, each with why it failed. */
  public List<String> tried() {
    return flows.stream().flatMap(flow -> flow.tried().stream()).toList();
  }

  /** Registers each flow, and keeps it so. */
  public void start() {
    each(RegistrationUse::start);
  }

  /** Does the same to each flow. */
  public void each(Consumer<RegistrationUse> verb) {
    flows().forEach(verb);
  }

  /** Removes all bindings of the address of record, those of other agents too. */
  public void removeAll() {
    flows.getFirst().removeAll();
  }

  /** Asks for the bindings by a flow that is up, if one is. */
  public void query() {
    flows.stream()
        .filter(flow -> flow.state() == RegistrationUse.State.REGISTERED)
        .findFirst()
        .orElseGet(flows::getFirst)
        .query();
  }

  /** Removes the own bindings and ends; see {@link RegistrationUse#close}. */
  public void close(Duration atMost, Runnable done) {
    var left = new int[] {flows.size()};
    each(
        flow ->
            flow.close(
                atMost,
                () -> {
                  if (--left[0] == 0) {
                    done.run();
                  }
                }));
  }

  /** One flow: what it tells becomes what the registration tells. */
  private final class Watching implements RegistrationListener {

    private @Nullable RegistrationUse use;

    private boolean othersAre(RegistrationUse.State... states) {
      var own = use;
      return own != null && others(own, states);
    }

    @Override
    public void registered(SipResponse response, Duration granted, List<Contact> bindings) {
      listener.registered(response, granted, bindings);
    }

    @Override
    public void removed(@Nullable SipResponse response) {
      boolean more =
          othersAre(
              RegistrationUse.State.REGISTERED,
              RegistrationUse.State.TRYING,
              RegistrationUse.State.WAITING);
      if (!more) {
        listener.removed(response);
      }
    }

    @Override
    public void failed(RegistrationFailure failure) {
      if (othersAre(RegistrationUse.State.REGISTERED, RegistrationUse.State.TRYING)) {
        listener.flowFailed(failure);
      } else {
        listener.failed(failure);
      }
    }

    @Override
    public void queried(SipResponse response, List<Contact> bindings) {
      listener.queried(response, bindings);
    }

    @Override
    public void queryFailed(String reason) {
      listener.queryFailed(reason);
    }

    @Override
    public void flowLost(String reason) {
      listener.flowLost(reason);
    }

    @Override
    public void flowFailed(RegistrationFailure failure) {
      listener.flowFailed(failure);
    }

    @Override
    public void refreshing() {
      listener.refreshing();
    }

    @Override
    public void asks(Automatic action, SipResponse cause, Runnable proceed, Runnable decline) {
      listener.asks(action, cause, proceed, decline);
    }
  }
}
