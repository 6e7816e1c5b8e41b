package org.offhook.request;

import java.util.List;
import java.util.function.Supplier;
import org.offhook.message.Method;
import org.offhook.message.Status;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;
import org.offhook.ua.InboundRequest;
import org.offhook.ua.SelfDescription;
import org.offhook.ua.UserAgentCore;

/**
 * Serves requests that belong to no usage: answers OPTIONS as an INVITE would be answered now (RFC
 * 3261 §11.2), and gives MESSAGE and all other methods to the application.
 */
public final class IncomingRequests {

  /** Takes what the library does not answer. */
  public interface Application {

    /** A request that waits for {@link InboundRequest#respond}. */
    void request(InboundRequest request);

    /**
     * An OPTIONS whose answer is set to MANUAL; {@link IncomingRequests#answerOptions} answers it.
     */
    default void asks(InboundRequest options) {
      request(options);
    }
  }

  private final UserAgentCore core;
  private final Supplier<Status> availability;
  private final Application application;

  /**
   * Serves OPTIONS from now on.
   *
   * @param availability what an INVITE would be answered with now: 200, 486, 480 …
   */
  public IncomingRequests(
      UserAgentCore core, Supplier<Status> availability, Application application) {
    this.core = core;
    this.availability = availability;
    this.application = application;
    core.onRequest(Method.OPTIONS, this::options);
    core.onOtherRequest(application::request);
  }

  /** Gives requests of these methods to the application; INVITE is not for this class. */
  public void serve(List<Method> methods) {
    for (var method : methods) {
      if (Method.INVITE.equals(method)) {
        throw new IllegalArgumentException("INVITE is served by calls");
      }
      core.onRequest(method, Method.OPTIONS.equals(method) ? this::options : application::request);
    }
  }

  private void options(InboundRequest request) {
    var mode = core.settings().automatic().mode(Automatic.ANSWER_OPTIONS);
    if (mode == AutoMode.AUTO) {
      answerOptions(request);
    } else if (mode == AutoMode.MANUAL) {
      application.asks(request);
    } else {
      application.request(request);
    }
  }

  /** Answers an OPTIONS with what this agent can do; inside a dialog always with 200. */
  public void answerOptions(InboundRequest options) {
    var status = options.dialog().isPresent() ? Status.OK : availability.get();
    var response = SelfDescription.describeFully(options.response(status), core.settings());
    options.respond(response.build());
  }
}
