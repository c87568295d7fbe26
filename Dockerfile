# The service in a container of its own. `docker build .` makes the last stage; compose.yaml uses the search stage too.

# Meilisearch as somebody who is not root: its own image keeps its data in a folder of root's.
FROM getmeili/meilisearch:v1.50.0 AS search
RUN chown 1000:1000 /meili_data
USER 1000:1000

# What runs in production, without what only builds and tests need. Native parts come ready made with their packages.
FROM node:24.21.0-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts

FROM node:24.21.0-bookworm-slim AS service
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
WORKDIR /app
# The folders of the volumes belong to whoever runs the service, and so do volumes when they are made.
RUN mkdir -p /data /secrets/app /secrets/mongo /secrets/search && chown -R node:node /data /secrets
COPY --from=packages /app/node_modules node_modules
COPY package.json tsconfig.json ./
COPY search search
COPY seeds seeds
COPY server server
COPY views views
COPY public public
USER node
EXPOSE 3000
VOLUME /data
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "server/run.cjs", "server/main.ts"]
