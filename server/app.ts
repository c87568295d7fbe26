import { randomUUID } from "node:crypto";
import compression from "compression";
import express, { type Express } from "express";
import { pinoHttp } from "pino-http";
import { accountPages } from "./accounts/pages.ts";
import { accountCalls } from "./accounts/routes.ts";
import { adminPages } from "./admin/pages.ts";
import { assignmentPages } from "./assignment/pages.ts";
import { dashboardPages } from "./dashboard/pages.ts";
import { expertPages } from "./experts/pages.ts";
import { expertCalls } from "./experts/routes.ts";
import { fundingPages } from "./funding/pages.ts";
import { Api } from "./http/api.ts";
import { apiDocs } from "./http/apiDocs.ts";
import { bearer, configurePassport, requestContext } from "./http/auth.ts";
import { errorHandler, noSuchPage } from "./http/errorHandler.ts";
import { formKeeper } from "./http/formKeeper.ts";
import { after, health } from "./http/health.ts";
import { createLimits } from "./http/limits.ts";
import { metricsPage, timeRequests } from "./http/metrics.ts";
import { publicFiles } from "./http/publicFiles.ts";
import { refuseReservedNames } from "./http/reservedNames.ts";
import { nonce, securityHeaders } from "./http/security.ts";
import { sessions } from "./http/session.ts";
import { joinedStyles } from "./http/styles.ts";
import { visitorPages } from "./http/visitorPages.ts";
import { learningPages } from "./learning/pages.ts";
import { invitationPages } from "./matches/invitationPage.ts";
import { matchPages } from "./matches/pages.ts";
import { proposePages } from "./matches/proposePage.ts";
import { matchCalls } from "./matches/routes.ts";
import { needPages } from "./needs/pages.ts";
import { needCalls } from "./needs/routes.ts";
import { organisationPages } from "./organisations/pages.ts";
import type { Services } from "./services.ts";
import { staticPages } from "./static/pages.ts";

/** Room for the longest form, and for a field that is much too long to be named in the answer. */
const BODY_LIMIT = "2mb";

/** The address without the token of a mail, which whoever reads the log could use, and without the text that somebody tries. */
const forTheLog = (url: string): string =>
  url
    .replace(/^\/(confirmer|reinitialiser|invitation)\/[^/?]+/i, "/$1/…")
    .replace(/^\/essayer\?.*/is, "/essayer?…");

type AppOptions = {
  /** Shows the demo accounts on the sign-in page. */
  demo?: boolean;
  /** Resolves once the indexes are filled; requests for content wait for it. */
  filled?: Promise<unknown>;
};

/** The whole application over its services: an ordered list of middleware and routers, nothing else. */
export function createApp(services: Services, { demo = false, filled }: AppOptions = {}): Express {
  const { config, dependencies } = services;
  const limits = createLimits(config);
  const passport = configurePassport(dependencies);
  const visitors = visitorPages(dependencies, limits);
  const app = express();
  app.disable("x-powered-by");
  app.set("trust proxy", config.trustProxy);
  app.set("query parser", "extended");
  app.locals.demo = demo;
  app.locals.space = dependencies.space;
  app.locals.contact = config.contact;
  app.locals.mailsLeave = config.smtpUrl !== null;

  if (services.metrics) app.use(timeRequests(services.metrics));
  app.use(
    pinoHttp({
      logger: dependencies.log,
      genReqId: () => randomUUID(),
      autoLogging: {
        ignore: (request) => /^\/(css|js|icons|healthz|readyz|metrics)/.test(request.url ?? ""),
      },
      customLogLevel: (_request, response, error) =>
        error || response.statusCode >= 500 ? "error" : response.statusCode >= 400 ? "info" : "debug",
      // What was asked and what came of it; headers would bring tokens and cookies into the log.
      // The serializers get what they need as it is: copying a request to take three fields of it is work for nothing.
      wrapSerializers: false,
      serializers: {
        req: ({ id, method, url }) => ({ id, method, url: forTheLog(url) }),
        res: ({ statusCode }) => ({ statusCode }),
      },
      customErrorObject: (_request, _response, _error, { err, ...rest }) => rest,
    }),
  );
  app.use((request, response, next) => {
    response.locals.requestId = String(request.id);
    response.set("X-Request-Id", response.locals.requestId);
    next();
  });
  app.use(nonce, securityHeaders(config.publicUrl?.startsWith("https:") ?? false));
  const styles = joinedStyles(config.development);
  app.locals.stylesheet = styles.href;
  app.use(visitors.router, compression());
  app.use(styles.route, publicFiles(config.development));
  app.use(health(services, filled), after(filled));
  if (services.metrics && config.metricsToken) app.use(metricsPage(services.metrics, config.metricsToken));
  app.use(
    express.json({ limit: BODY_LIMIT }),
    express.urlencoded({ extended: true, limit: BODY_LIMIT, parameterLimit: 2000 }),
    refuseReservedNames,
  );
  app.use(sessions(services.sessionSecret), passport.session(), bearer(dependencies));
  app.use(requestContext(dependencies), formKeeper(dependencies, limits));

  const api = new Api();
  accountCalls(api, limits);
  expertCalls(api, limits);
  needCalls(api, limits);
  matchCalls(api);
  app.use("/api/v1", api.router);
  app.use("/api", apiDocs(api));

  app.use(staticPages(limits));
  app.use(accountPages(passport, limits));
  app.use(dashboardPages());
  app.use(assignmentPages(limits));
  app.use(proposePages(limits));
  app.use(expertPages(limits, visitors));
  app.use(organisationPages(limits, visitors));
  app.use(fundingPages(limits, visitors));
  app.use(needPages(limits));
  app.use(invitationPages(limits));
  app.use(matchPages());
  app.use(adminPages());
  app.use(learningPages());

  app.use(noSuchPage, errorHandler);
  return app;
}
