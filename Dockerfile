# The emulator in a container, of the package as it is installed:
#   docker build -t rx-context-sync-emulator node_modules/rx-context-sync
# or of the repository, after `npm run bundle`: docker build -t rx-context-sync-emulator .
FROM node:22-alpine
WORKDIR /app
COPY package.json ./
RUN npm pkg delete devDependencies scripts \
  && npm install --omit=dev --ignore-scripts --no-audit --no-fund \
  && npm cache clean --force
COPY dist ./dist
# For `--data /data`, where a volume is to keep what it knows.
RUN mkdir /data && chown node:node /data
USER node
# Where a CI job starts it as a service it can give it no arguments: they stand here.
ENV EMULATOR_OPTIONS=""
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=5s \
  CMD node dist/cli/index.js emulator env > /dev/null
ENTRYPOINT ["/bin/sh", "-c", "exec node dist/cli/index.js emulator --host 0.0.0.0 --port 8080 $EMULATOR_OPTIONS \"$@\"", "emulator"]
